"""Opening the console: from a role's credentials to a browser that is signed in."""

from collections.abc import Callable, Mapping
from typing import Protocol

from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.aws.url import Url
from aws_sso.domain.console.destination import destination_url
from aws_sso.domain.console.login import login_url
from aws_sso.domain.console.region import console_region
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import ConsoleRefusedError
from aws_sso.use_cases.whose_console import Subject

_BROWSER_START = 1.0
"""Seconds in which a browser that does not work has usually failed."""


class Federation(Protocol):
    """The console's federation endpoint."""

    endpoint: Url

    def signin_token(self, credentials: RoleCredentials, minutes: int | None) -> Secret: ...


class Opener(Protocol):
    """Opens URLs as the user wants it."""

    def open(self, url: str, /) -> None: ...
    def wait_for_failure(self, seconds: float, /) -> None: ...


@frozen
class OpenConsolePorts:
    """What opening needs: the federation endpoint of a partition and region, a role's opener."""

    federation: Callable[[str, str], Federation]
    opener: Callable[[Role], Opener]
    environ: Mapping[str, str]
    warn: Callable[[str], None]


def open_console(
    ports: OpenConsolePorts,
    subject: Subject,
    destination: str | None,
    region: str | None,
    minutes: int,
) -> None:
    """Open a page of somebody's console; `destination` and `region` are as the user said them.

    `minutes` is how long the session may last. Raises UsageError for a destination or a region that
    is none of the partition's, and what the ports raise.
    """
    role = subject.role
    partition = RoleArn.parse(role.arn).partition
    place = console_region(region, role, partition, ports.environ, subject.region_of_keys)
    federation = ports.federation(partition, place)
    # Before the token: nothing is asked of AWS for a page that cannot be.
    page = destination_url(destination, partition, place)
    token = _signin_token(ports, federation, subject, minutes)
    url = login_url(federation.endpoint, token, role.start_url, page)
    opener = ports.opener(role)
    opener.open(url.reveal())
    opener.wait_for_failure(_BROWSER_START)


def _signin_token(
    ports: OpenConsolePorts, federation: Federation, subject: Subject, minutes: int
) -> Secret:
    wanted = minutes if subject.sets_duration else None
    try:
        return federation.signin_token(subject.credentials, wanted)
    except ConsoleRefusedError:
        if wanted is None:
            raise
    # Of a role chain, or longer than the role allows: AWS does not say which.
    token = federation.signin_token(subject.credentials, None)
    ports.warn(
        f"AWS does not give {minutes} minutes to this session; it lasts as long as the "
        "credentials do"
    )
    return token
