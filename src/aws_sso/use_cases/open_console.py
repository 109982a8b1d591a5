"""Opening the console: from a role's credentials to the URL that signs a browser in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from aws_sso.domain.console.destination import destination_url
from aws_sso.domain.console.login import login_url
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import ConsoleRefusedError


class Federation(Protocol):
    """The console's federation endpoint."""

    endpoint: str

    def signin_token(self, credentials: RoleCredentials, minutes: int | None) -> Secret: ...


@dataclass(frozen=True, slots=True)
class ConsoleSession:
    """Whose console it is.

    `sets_duration` is false for credentials whose sessions cannot be longer than they are.
    """

    credentials: RoleCredentials
    partition: str
    region: str
    issuer: str
    sets_duration: bool


def console_url(
    session: ConsoleSession,
    destination: str | None,
    minutes: int,
    federation: Federation,
    warn: Callable[[str], None],
) -> Secret:
    """Return the URL that signs in to the console and leads to `destination`.

    Raises UsageError for a destination that is none of the partition's, and what the federation
    endpoint raises.
    """
    # First: nothing is asked of AWS for a page that cannot be.
    page = destination_url(destination, session.partition, session.region)
    wanted = minutes if session.sets_duration else None
    try:
        token = federation.signin_token(session.credentials, wanted)
    except ConsoleRefusedError:
        if wanted is None:
            raise
        # Of a role chain, or longer than the role allows: AWS does not say which.
        token = federation.signin_token(session.credentials, None)
        warn(
            f"AWS does not give {minutes} minutes to this session; it lasts as long as the "
            "credentials do"
        )
    return login_url(federation.endpoint, token, session.issuer, page)
