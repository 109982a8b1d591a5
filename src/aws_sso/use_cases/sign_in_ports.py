"""What signing in to an instance needs from outside."""

from __future__ import annotations

from contextlib import AbstractContextManager

from aws_sso.annotations import Callable, Protocol
from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.device import DeviceAuthorization
from aws_sso.domain.session.token import ACCOUNT_SCOPES, ClientRegistration, Token
from aws_sso.domain.text.secret import Secret
from aws_sso.use_cases.turn import Turn


class TokenShelf(Protocol):
    """Stores an instance's sealed token and registrations."""

    def token(self) -> Token | None: ...
    def keep_token(self, token: Token) -> None: ...
    def drop_token(self) -> None: ...
    def registration(self, workflow: str) -> ClientRegistration | None: ...
    def keep_registration(self, registration: ClientRegistration) -> None: ...
    def drop_registrations(self) -> None: ...


class Oidc(Protocol):
    """The OIDC service of an instance."""

    @property
    def issuer(self) -> str: ...
    def register(self, workflow: str) -> ClientRegistration: ...
    def start_device(self, client: ClientRegistration) -> DeviceAuthorization: ...
    def token_for_device(
        self, client: ClientRegistration, device: DeviceAuthorization
    ) -> Token: ...
    def token_for_code(
        self, client: ClientRegistration, code: Secret, redirect_uri: str, verifier: Secret
    ) -> Token: ...
    def renewed(self, token: Token) -> Token: ...
    def authorize_url(
        self, client: ClientRegistration, redirect_uri: str, state: str, challenge: str
    ) -> str: ...


class Listener(Protocol):
    """Waits on loopback for the browser to return from the sign-in page."""

    @property
    def redirect_uri(self) -> str: ...
    def wait_for_code(self, timeout: float) -> Secret: ...
    def tell_browser(self, failure: str | None) -> None: ...


class Pages(Protocol):
    """Limits how often pages open while nobody answers them."""

    def check(self) -> None:
        """Raise SignInNeededError if the next page may not open yet."""

    def unanswered(self) -> None:
        """Record an unanswered page."""

    def answered(self) -> None:
        """Record a finished sign-in."""


class Presenter(Protocol):
    """Shows the user how to reach the sign-in page."""

    def ask(self, url: str, device: DeviceAuthorization | None) -> None:
        """Say who requests the sign-in, and open or show `url` as configured."""

    def note(self, message: str) -> None:
        """Report the progress of the sign-in."""


class Whereabouts(Protocol):
    """Locates an instance whose start URL is the company's own."""

    def as_remembered(self) -> SignInPorts:
        """Return the ports for its portal at the last sign-in, in any process."""

    def followed(self) -> SignInPorts:
        """Return the ports for the portal behind the URL now.

        Raises SignInFailedError for an untrusted target, and NetworkError.
        """

    def remember(self) -> None:
        """Remember the portal; raises FileAccessError."""


@frozen
class SignInPorts:
    """What signing in to one instance needs.

    `turn` is the turn for getting a token. `listen(state)` opens a listener that accepts only
    answers with this state. `workflow` is `pkce` or `device_code`. `time_limit` limits a PKCE
    sign-in, in seconds. `start_url` is AWS's own address of the portal; where the company has
    another one, `whereabouts` finds out what that is.
    """

    shelf: TokenShelf
    oidc: Oidc
    presenter: Presenter
    listen: Callable[[str], AbstractContextManager[Listener]]
    pages: Pages
    turn: Turn
    now: Callable[[], float]
    sleep: Callable[[float], None]
    portal: str
    start_url: str
    workflow: str
    time_limit: float = 600.0
    whereabouts: Whereabouts | None = None
    access: str | None = None
    scopes: tuple[str, ...] = ACCOUNT_SCOPES
