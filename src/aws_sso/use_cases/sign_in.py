"""Signing in: gets a valid token for an instance with the least effort.

A stored token is used if valid, else renewed silently with its refresh token. The user is asked
only if the Identity Center session has expired. Getting a token takes the instance's turn, so that
many processes cause only one renewal or sign-in.
"""

from __future__ import annotations

import logging
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.device import DeviceAuthorization
from aws_sso.domain.session.token import ACCOUNT_SCOPES, ClientRegistration, Token
from aws_sso.domain.text.messages import DEVICE_CODE, LOGIN
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import (
    AnswerError,
    FileAccessError,
    LockTimeoutError,
    NetworkError,
    OidcRefusedError,
    SignInFailedError,
    SignInNeededError,
    SignInUnansweredError,
    SsoError,
    UnreachableError,
)
from aws_sso.use_cases.turn import Turn

_log = logging.getLogger(__name__)
LOGIN_HINT = LOGIN
DEVICE_HINT = DEVICE_CODE
_SLOW_DOWN = 5


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
        ...

    def unanswered(self) -> None:
        """Record an unanswered page."""
        ...

    def answered(self) -> None:
        """Record a finished sign-in."""
        ...


class Presenter(Protocol):
    """Shows the user how to reach the sign-in page."""

    def ask(self, url: str, device: DeviceAuthorization | None) -> None:
        """Say who requests the sign-in, and open or show `url` as configured."""
        ...

    def note(self, message: str) -> None:
        """Report the progress of the sign-in."""
        ...


class Whereabouts(Protocol):
    """Locates an instance whose start URL is the company's own."""

    def as_remembered(self) -> SignInPorts:
        """Return the ports for its portal at the last sign-in, in any process."""
        ...

    def followed(self) -> SignInPorts:
        """Return the ports for the portal behind the URL now.

        Raises SignInFailedError for an untrusted target, and NetworkError.
        """
        ...

    def remember(self) -> None:
        """Remember the portal; raises FileAccessError."""
        ...


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


class SignIn:
    """Gets tokens for one instance."""

    def __init__(self, ports: SignInPorts) -> None:
        self._ports = ports

    def current(self) -> Token | None:
        """Return the stored token if it is still valid; asks nobody."""
        return self._usable(None)

    def renewable(self) -> Token | None:
        """Return the stored token, valid or expired, if it belongs to this instance."""
        token = self._ports.shelf.token()
        p = self._ports
        return (
            token
            if token and token.is_for(p.oidc.issuer, p.portal, p.start_url, p.access)
            else None
        )

    def token(
        self, *, may_ask: bool, rejected: Token | None = None, must_keep: bool = False
    ) -> Token:
        """Return a valid token: stored, renewed, or from a new sign-in.

        `rejected` is a token that the portal refused although it should be valid. A token that
        cannot be stored (full disk) is used this once; with `must_keep` that is an error. Raises
        SignInNeededError if the user must sign in and `may_ask` is false, and SignInFailedError if
        the sign-in fails.
        """
        usable = self._usable(rejected)
        if usable:
            return usable
        try:
            return self._new_token(may_ask, rejected, must_keep)
        except LockTimeoutError:
            # The turn's holder may have got a token, and hang since.
            usable = self._usable(rejected)
            if usable is None:
                raise
            return usable

    def _new_token(self, may_ask: bool, rejected: Token | None, must_keep: bool) -> Token:
        with self._ports.turn.take():
            # Another process may have done the work, or failed, while we waited.
            if self._ports.whereabouts:
                self._ports = self._ports.whereabouts.as_remembered()
            usable = self._usable(rejected)
            if usable:
                return usable
            failure = self._ports.turn.failure()
            if failure:
                raise failure
            try:
                token = self._renewed()
                if token is None and may_ask:
                    token = self._by_page()
                if token:
                    self._keep(token, must_keep)
            except SsoError as error:
                self._ports.turn.record_failure(error)
                raise
        if token is None:
            raise SignInNeededError("not signed in, or session expired", LOGIN_HINT)
        return token

    def _usable(self, rejected: Token | None) -> Token | None:
        token = self.renewable()
        if token is None or not token.is_valid(self._ports.now()):
            return None
        same = rejected is not None and token.access_token == rejected.access_token
        return None if same else token

    def _renewed(self) -> Token | None:
        """Renew silently; None if that is not possible and the user must sign in."""
        old = self.renewable()
        if old is None or old.refresh_token is None:
            return None
        try:
            fresh = self._ports.oidc.renewed(old)
        except OidcRefusedError as error:
            if error.code in ("invalid_client", "unauthorized_client"):
                self._drop(self._ports.shelf.drop_registrations)
            elif error.code not in ("invalid_grant", "expired_token", "access_denied"):
                raise
            _log.info("cannot renew the session: %s", error.code)
            self._drop(self._ports.shelf.drop_token)
            return None
        _log.info("renewed the session silently")
        return fresh

    def _by_page(self) -> Token:
        self._ports.pages.check()
        try:
            token = self._sign_in()
        except SignInUnansweredError:
            self._ports.pages.unanswered()
            raise
        self._ports.pages.answered()
        return token

    def _sign_in(self) -> Token:
        if self._ports.whereabouts:
            self._ports = self._ports.whereabouts.followed()
        by = self._by_device if self._ports.workflow == "device_code" else self._by_pkce
        try:
            token = by(self._registration())
        except OidcRefusedError as error:
            if error.code not in ("invalid_client", "unauthorized_client"):
                raise _failed(error) from None
            # The service forgot our client registration: register again, once.
            self._drop(self._ports.shelf.drop_registrations)
            try:
                token = by(self._registration())
            except OidcRefusedError as again:
                raise _failed(again) from None
        return token

    def _keep(self, token: Token, must_keep: bool) -> None:
        try:
            if self._ports.whereabouts:
                self._ports.whereabouts.remember()
            self._ports.shelf.keep_token(token)
        except (FileAccessError, LockTimeoutError) as error:
            if must_keep:
                raise
            self._ports.presenter.note(f"warning: cannot store the session: {error.message}")

    def _drop(self, drop: Callable[[], None]) -> None:
        """Delete an unusable record; if that fails, the next process finds out again."""
        try:
            drop()
        except FileAccessError as error:
            _log.info("cannot delete an unusable record: %s", error.message)

    def _registration(self) -> ClientRegistration:
        p = self._ports
        known = p.shelf.registration(p.workflow)
        if known and known.serves(p.oidc.issuer, p.start_url, p.workflow, p.now(), p.scopes):
            return known
        fresh = p.oidc.register(p.workflow)
        try:
            p.shelf.keep_registration(fresh)
        except (FileAccessError, LockTimeoutError) as error:
            _log.info("cannot store the registration: %s", error.message)
        return fresh

    def _by_pkce(self, client: ClientRegistration) -> Token:
        from hashlib import sha256
        from secrets import token_urlsafe

        verifier = token_urlsafe(48)
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        state = token_urlsafe(24)
        with self._ports.listen(state) as listener:
            url = self._ports.oidc.authorize_url(client, listener.redirect_uri, state, challenge)
            self._ports.presenter.ask(url, None)
            code = listener.wait_for_code(self._ports.time_limit)
            try:
                token = self._ports.oidc.token_for_code(
                    client, code, listener.redirect_uri, Secret(verifier)
                )
            except SsoError as error:
                listener.tell_browser(error.message)
                raise
            listener.tell_browser(None)
            return token

    def _by_device(self, client: ClientRegistration) -> Token:
        device = self._ports.oidc.start_device(client)
        self._ports.presenter.ask(
            device.verification_uri_complete or device.verification_uri, device
        )
        until = self._ports.now() + device.expires_in
        interval = max(1, device.interval)
        failure: SsoError | None = None
        while self._ports.now() < until:
            self._ports.sleep(interval)
            try:
                return self._ports.oidc.token_for_device(client, device)
            except OidcRefusedError as error:
                if error.code == "slow_down":
                    interval += _SLOW_DOWN
                elif error.code not in ("authorization_pending", "server_error"):
                    raise
                failure = error if error.code == "server_error" else None
            except AnswerError:
                raise  # The server is not the sign-in service; retrying is pointless.
            except NetworkError as error:
                if failure is None:
                    self._ports.presenter.note(f"{error.message}; retrying")
                failure = error
        # While the service was down, nobody could know whether the user confirmed the code.
        raise failure or OidcRefusedError("expired_token", "the code was not confirmed in time")


def _failed(error: OidcRefusedError) -> SsoError:
    """Explain why a sign-in failed."""
    if error.code == "expired_token":
        return SignInUnansweredError(
            "the code expired before it was confirmed", f"{LOGIN_HINT} again"
        )
    plain = {
        "access_denied": ("the sign-in was denied in the browser", f"{LOGIN_HINT} to try again"),
        "invalid_grant": (
            "the sign-in page's answer was rejected",
            f"{LOGIN_HINT} again; check `StartUrl` and `SSORegion` if that does not help",
        ),
        "slow_down": ("too many sign-ins at once", "wait a minute, then " + LOGIN_HINT),
    }.get(error.code)
    if plain:
        return SignInFailedError(*plain)
    if error.code == "server_error":
        return UnreachableError(error.message, f"{LOGIN_HINT} later")
    if error.code in ("invalid_request", "resource_not_found"):
        return SignInFailedError(
            f"the sign-in service does not know this instance: {error.description or error.code}",
            "check `StartUrl` and `SSORegion` in config.yaml; the region must be the Identity "
            "Center instance's",
        )
    return SignInFailedError(error.message, error.hint or LOGIN_HINT)
