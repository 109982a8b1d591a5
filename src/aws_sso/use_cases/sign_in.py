"""Signing in: one valid token for an instance, by the least that it takes.

A token at hand is used, an expired one renewed silently with its refresh token, and only when the
Identity Center session is over is the user asked. Getting a token takes the instance's turn, so
that many processes cause one renewal or one sign-in.
"""

from __future__ import annotations

import logging
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.device import DeviceAuthorization
from aws_sso.domain.session.token import ClientRegistration, Token
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
)
from aws_sso.use_cases.turn import Turn

_log = logging.getLogger(__name__)
LOGIN_HINT = "run `aws-sso login`"
DEVICE_HINT = "if no browser can come back here, use `--auth-workflow device_code`"
_SLOW_DOWN = 5


class TokenShelf(Protocol):
    """Where an instance's token and registrations are kept, sealed."""

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
    """Waits on loopback for the browser to come back from the sign-in page."""

    @property
    def redirect_uri(self) -> str: ...
    def wait_for_code(self, timeout: float) -> Secret: ...
    def tell_browser(self, failure: str | None) -> None: ...


class Pages(Protocol):
    """Keeps pages from opening again and again while nobody answers them."""

    def check(self) -> None:
        """Raise SignInNeededError if the next page may not open yet."""
        ...

    def unanswered(self) -> None:
        """Note that nobody answered a page."""
        ...

    def answered(self) -> None:
        """Note that a sign-in was finished."""
        ...


class Presenter(Protocol):
    """Shows the user the way to the sign-in page."""

    def ask(self, url: str, device: DeviceAuthorization | None) -> None:
        """Say who asks for the sign-in, and open or show `url` as the user set it."""
        ...

    def note(self, message: str) -> None:
        """Say something about the sign-in under way."""
        ...


class Whereabouts(Protocol):
    """Where an instance is whose start URL is an address of the company's own."""

    def as_remembered(self) -> SignInPorts:
        """Return the ports for where it was at the last sign-in, in whatever process."""
        ...

    def followed(self) -> SignInPorts:
        """Return the ports for where the address leads now.

        Raises SignInFailedError for what is not to be believed, and NetworkError.
        """
        ...

    def remember(self) -> None:
        """Remember where it led; raises FileAccessError."""
        ...


@frozen
class SignInPorts:
    """What signing in to one instance needs.

    `turn` is the one at getting a token. `listen(state)` opens a listener that takes only answers
    with that state. `workflow` is `pkce` or `device_code`; `time_limit` is how many seconds a
    sign-in by PKCE may take. `start_url` is AWS's own address of the portal; where the company has
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


class SignIn:
    """Gets tokens for one instance."""

    def __init__(self, ports: SignInPorts) -> None:
        self._ports = ports

    def current(self) -> Token | None:
        """Return the token at hand if it is still good; asks nobody."""
        return self._usable(None)

    def renewable(self) -> Token | None:
        """Return the token at hand, good or expired, if it is this instance's."""
        token = self._ports.shelf.token()
        p = self._ports
        return token if token and token.is_for(p.oidc.issuer, p.portal, p.start_url) else None

    def token(
        self, *, may_ask: bool, rejected: Token | None = None, must_keep: bool = False
    ) -> Token:
        """Return a good token: the one at hand, a renewed one, or that of a new sign-in.

        `rejected` is a token that the portal refused although it should live. A token that cannot
        be kept, since the disk is full, serves this once; with `must_keep` that is an error. Raises
        SignInNeededError if the user would have to sign in and `may_ask` is false, and
        SignInFailedError if that went wrong.
        """
        usable = self._usable(rejected)
        if usable:
            return usable
        try:
            return self._new_token(may_ask, rejected, must_keep)
        except LockTimeoutError:
            # Whoever has the turn may have got a token, and hang since.
            usable = self._usable(rejected)
            if usable is None:
                raise
            return usable

    def _new_token(self, may_ask: bool, rejected: Token | None, must_keep: bool) -> Token:
        with self._ports.turn.take():
            # Another process may have done the work, or failed at it, while we waited.
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
            raise SignInNeededError("there is no SSO session, or it is over", LOGIN_HINT)
        return token

    def _usable(self, rejected: Token | None) -> Token | None:
        token = self.renewable()
        if token is None or not token.is_valid(self._ports.now()):
            return None
        same = rejected is not None and token.access_token == rejected.access_token
        return None if same else token

    def _renewed(self) -> Token | None:
        """Renew silently; None if that is not possible, so that the user has to sign in."""
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
            _log.info("the session cannot be renewed: %s", error.code)
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
            # The service forgot the client it registered: register again, once.
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
            self._ports.presenter.note(f"warning: the session is not kept: {error.message}")

    def _drop(self, drop: Callable[[], None]) -> None:
        """Delete what is of no use; where that cannot be, the next process finds out again."""
        try:
            drop()
        except FileAccessError as error:
            _log.info("what is of no use cannot be deleted: %s", error.message)

    def _registration(self) -> ClientRegistration:
        p = self._ports
        known = p.shelf.registration(p.workflow)
        if known and known.serves(p.oidc.issuer, p.start_url, p.workflow, p.now()):
            return known
        fresh = p.oidc.register(p.workflow)
        try:
            p.shelf.keep_registration(fresh)
        except (FileAccessError, LockTimeoutError) as error:
            _log.info("the registration is not kept: %s", error.message)
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
        lost = False
        while self._ports.now() < until:
            self._ports.sleep(interval)
            try:
                return self._ports.oidc.token_for_device(client, device)
            except OidcRefusedError as error:
                if error.code == "slow_down":
                    interval += _SLOW_DOWN
                elif error.code not in ("authorization_pending", "server_error"):
                    raise
            except AnswerError:
                raise  # What answers is not the sign-in service, and will not become it.
            except NetworkError as error:
                if not lost:
                    lost = True
                    self._ports.presenter.note(f"{error.message}; trying on")
        raise OidcRefusedError("expired_token", "nobody confirmed the code in time")


def _failed(error: OidcRefusedError) -> SsoError:
    """Say in plain words why a sign-in ended."""
    if error.code == "expired_token":
        return SignInUnansweredError(
            "the code expired before it was confirmed", f"{LOGIN_HINT} again"
        )
    plain = {
        "access_denied": ("the sign-in was denied in the browser", f"{LOGIN_HINT} to try again"),
        "invalid_grant": (
            "the sign-in page's answer was not accepted",
            f"{LOGIN_HINT} again; check `StartUrl` and `SSORegion` if that does not help",
        ),
        "slow_down": ("too many sign-ins at once", "wait a minute, then " + LOGIN_HINT),
    }.get(error.code)
    if plain:
        return SignInFailedError(*plain)
    if error.code in ("invalid_request", "resource_not_found"):
        return SignInFailedError(
            f"the sign-in service does not know this instance: {error.description or error.code}",
            "check `StartUrl` and `SSORegion` in config.yaml: the region is the one of the "
            "Identity Center instance",
        )
    return SignInFailedError(error.message, error.hint or LOGIN_HINT)
