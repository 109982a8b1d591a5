"""Where an instance's portal is if its start URL is an address of the company's own.

Whoever controls that address (a lapsed domain, a changed DNS record, a proxy with a trusted
certificate) chooses where people sign in. So it is believed once: what it led to at the first
sign-in is remembered, and another portal is refused until the user names it.
"""

from collections.abc import Callable, Collection

from aws_sso.domain.aws.url import Url
from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.portal_address import PortalAddress, portal_address
from aws_sso.errors import NetworkError, SignInFailedError, UsageError

_FORMS = "https://d-….awsapps.com/start or https://ssoins-….portal.REGION.app.aws"


@frozen
class LocatePorts:
    """What it needs.

    `redirect_of` asks a page where it leads: status, and target or None; it raises NetworkError.
    `remembered` is the portal of earlier sign-ins, `trusted` the one that the user names now.
    `regions` are those that config.yaml names for the instance: the same portal may be in each.
    """

    start_url: str
    redirect_of: Callable[[Url], tuple[int, str | None]]
    remembered: PortalAddress | None
    trusted: PortalAddress | None
    regions: Collection[str]
    warn: Callable[[str], None]


def locate_portal(ports: LocatePorts) -> PortalAddress:
    """Return the portal that the address leads to, or the one remembered where it cannot be asked.

    Raises SignInFailedError for an address that leads to no portal of AWS's, or to another one
    than before, and NetworkError where it cannot be asked and nothing is remembered.
    """
    try:
        target = portal_behind(ports.start_url, ports.redirect_of)
    except NetworkError as error:
        if ports.remembered is None or ports.trusted is not None:
            raise
        ports.warn(f"{error.message}; using {ports.remembered.url}, as before")
        return ports.remembered
    expected = ports.trusted or ports.remembered
    if expected is None or target == expected or _has_failed_over(expected, target, ports.regions):
        return target
    if ports.trusted is not None:
        raise SignInFailedError(
            f"{ports.start_url} redirects to {target.url}, and not to {ports.trusted.url}",
            "ask your administrators which of them is yours",
        )
    raise SignInFailedError(
        f"{ports.start_url} now redirects to {target.url}; it used to redirect to {expected.url}",
        "somebody else may have got hold of that address: ask your administrators. If they moved "
        f"the portal, run `aws-sso login --trust-portal {target.url}`",
    )


def portal_behind(
    start_url: str, redirect_of: Callable[[Url], tuple[int, str | None]]
) -> PortalAddress:
    """Return the portal that a company's own address leads to.

    Raises SignInFailedError if it leads to none of AWS's, and NetworkError if it does not answer.
    """
    status, target = redirect_of(Url.parse(start_url.partition("#")[0]))
    if target is None:
        raise SignInFailedError(
            f"{start_url} does not redirect to an AWS access portal: status {status}",
            f"check `StartUrl`; it has to be, or redirect to, {_FORMS}",
        )
    try:
        found = portal_address(Url.parse(target.partition("#")[0]))
        reason = "" if found else "no such host and path are AWS's"
    except ValueError as error:
        found, reason = None, str(error)
    if found is None:
        raise SignInFailedError(
            f"{start_url} redirects to {target}, which is not an AWS access portal: {reason}",
            f"ask your administrators; it has to redirect to {_FORMS}",
        )
    return found


def not_its_own(start_url: str) -> UsageError:
    """Return the error for a portal to trust where the start URL can lead nowhere."""
    return UsageError(
        f"the start URL {start_url} is not an address of your company's own",
        "leave out `--trust-portal`",
    )


def trusted_portal(text: str) -> PortalAddress:
    """Return the portal that the user trusts a start URL to lead to; raises UsageError."""
    try:
        found = portal_address(Url.parse(text.partition("#")[0]))
    except ValueError:
        found = None
    if found is None:
        raise UsageError(f"`{text}` is not the address of an AWS access portal", f"it is {_FORMS}")
    return found


def _has_failed_over(before: PortalAddress, now: PortalAddress, regions: Collection[str]) -> bool:
    """Tell whether it is the same instance, in another region that config.yaml names."""
    return before.is_same_portal(now) and now.region in regions
