"""Links of the AWS access portal that open the console with a role.

    START_URL/#/console?account_id=…&role_name=…&destination=…

They contain no secret: to open one, people need the role (Identity Center User Guide, "Creating
shortcut links to AWS Management Console destinations").
"""

import re
from urllib.parse import parse_qsl, quote

from aws_sso.domain.aws.url import DEFAULT_PORTS, Url
from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.start_url import plain_start_url
from aws_sso.errors import UsageError

_PAGE = "/console?"
_ACCOUNT = re.compile(r"[0-9]{12}", re.ASCII)
_ROLE = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_FIELDS = ("account_id", "role_name", "destination")


@frozen
class PortalLink:
    """The content of a link: the portal, an account, optionally a role and a console page."""

    start_url: str
    account: str
    role: str | None
    destination: str | None


def portal_link(start_url: str, account: str, role: str, destination: str | None) -> str:
    """Return the link that opens the console with a role, at its home or a page."""
    fields = {"account_id": account, "role_name": role}
    if destination:
        fields["destination"] = destination
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())
    return f"{plain_start_url(start_url)}/#{_PAGE}{query}"


def read_portal_link(text: str) -> PortalLink | None:
    """Parse a portal link; None for any other text.

    Raises UsageError for an unusual link. The caller checks that the portal is configured and that
    the page belongs to the console.
    """
    base, mark, fragment = text.partition("#")
    if not mark or not fragment.startswith(_PAGE) or "://" not in base:
        return None
    try:
        url = Url.parse(base)
        given = parse_qsl(
            fragment.removeprefix(_PAGE), strict_parsing=True, max_num_fields=9, errors="strict"
        )
    except ValueError:
        raise _odd(text) from None
    fields = dict(given)
    account, role, destination = (fields.get(name) for name in _FIELDS)
    if (
        url.scheme != "https"
        or url.port != DEFAULT_PORTS["https"]
        or url.query is not None
        or len(fields) != len(given)
        or not set(fields) <= set(_FIELDS)
        or not _ACCOUNT.fullmatch(account or "")
        or not _ROLE.fullmatch(role or "role")
        or not (destination or "https://").startswith("https://")
    ):
        raise _odd(text)
    return PortalLink(base, account or "", role, destination)


def _odd(text: str) -> UsageError:
    return UsageError(
        f"`{text}` is not a console link from the AWS access portal",
        "a link looks like https://d-1234567890.awsapps.com/start/#/console?account_id=111122223333"
        "&role_name=Admin",
    )
