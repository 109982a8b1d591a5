"""Opens the console: from a role's credentials to a signed-in browser."""

from aws_sso.annotations import Callable, Mapping, Protocol
from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.aws.url import Url
from aws_sso.domain.console.destination import destination_url
from aws_sso.domain.console.login import login_url
from aws_sso.domain.console.portal_links import portal_link
from aws_sso.domain.console.region import console_region
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.secret import Secret
from aws_sso.refusals import ConsoleRefusedError
from aws_sso.use_cases.whose_console import Subject

_BROWSER_START = 1.0
"""Seconds in which a broken browser usually fails."""


class Federation(Protocol):
    """The console's federation endpoint."""

    endpoint: Url

    def signin_token(self, credentials: RoleCredentials, minutes: int | None) -> Secret: ...


class Opener(Protocol):
    """Opens URLs as configured."""

    def open(self, url: str, /) -> None: ...
    def wait_for_failure(self, seconds: float, /) -> None: ...


@frozen
class OpenConsolePorts:
    """What opening needs: federation endpoints by partition and region, openers by role.

    `portal_of` returns AWS's own URL of a role's portal, as remembered at the sign-in.
    """

    federation: Callable[[str, str], Federation]
    opener: Callable[[Role], Opener]
    portal_of: Callable[[Role], str]
    environ: Mapping[str, str]
    warn: Callable[[str], None]


def open_console(
    ports: OpenConsolePorts,
    subject: Subject,
    destination: str | None,
    region: str | None,
    minutes: int,
) -> None:
    """Open a console page; `destination` and `region` are as the user gave them.

    `minutes` is the longest session. Raises UsageError for a destination or region outside the
    partition, and the errors of the ports.
    """
    role, keys = subject.role, subject.credentials
    opener = ports.opener(role)
    if keys is None:
        portal = ports.portal_of(role)
        url = Secret(portal_page(portal, ports.environ, subject, destination, region))
    else:
        url = _signed_in(ports, subject, keys, destination, region, minutes)
    opener.open(url.reveal())
    opener.wait_for_failure(_BROWSER_START)


def shared_link(
    environ: Mapping[str, str], subject: Subject, destination: str | None, region: str | None
) -> str:
    """Return the link to a console for colleagues, at the start URL in config.yaml.

    It is not a secret. Raises UsageError like `open_console`.
    """
    return portal_page(subject.role.start_url, environ, subject, destination, region)


def portal_page(
    portal: str,
    environ: Mapping[str, str],
    subject: Subject,
    destination: str | None,
    region: str | None,
) -> str:
    """Return the portal's page that opens a console for anyone with the role."""
    role = subject.role
    page = None
    if destination or region:
        partition = RoleArn.parse(role.arn).partition
        place = console_region(region, role, partition, environ, subject.region_of_keys)
        page = destination_url(destination, partition, place)
    return portal_link(portal, role.account_id, role.role_name, page)


def _signed_in(
    ports: OpenConsolePorts,
    subject: Subject,
    keys: RoleCredentials,
    destination: str | None,
    region: str | None,
    minutes: int,
) -> Secret:
    role = subject.role
    partition = RoleArn.parse(role.arn).partition
    place = console_region(region, role, partition, ports.environ, subject.region_of_keys)
    federation = ports.federation(partition, place)
    # Before the token: AWS is not asked for an impossible page.
    page = destination_url(destination, partition, place)
    wanted = minutes if subject.sets_duration else None
    token = _signin_token(ports, federation, keys, minutes, wanted)
    return login_url(federation.endpoint, token, ports.portal_of(role), page)


def _signin_token(
    ports: OpenConsolePorts,
    federation: Federation,
    keys: RoleCredentials,
    minutes: int,
    wanted: int | None,
) -> Secret:
    try:
        return federation.signin_token(keys, wanted)
    except ConsoleRefusedError:
        if wanted is None:
            raise
    # From a role chain, or longer than the role allows: AWS does not say which.
    token = federation.signin_token(keys, None)
    ports.warn(
        f"AWS refused a session of {minutes} minutes; it is valid for as long as the credentials"
    )
    return token
