"""Signing in: gets a valid token for an instance with the least effort.

A stored token is used if valid, else renewed silently with its refresh token. The user is asked
only if the Identity Center session has expired. Getting a token takes the instance's turn, so that
many processes cause only one renewal or sign-in.
"""

from __future__ import annotations

import logging

from aws_sso.annotations import Callable
from aws_sso.domain.session.token import ClientRegistration, Token
from aws_sso.domain.text.messages import LOGIN
from aws_sso.errors import (
    FileAccessError,
    LockTimeoutError,
    SignInNeededError,
    SignInUnansweredError,
    SsoError,
)
from aws_sso.refusals import OidcRefusedError
from aws_sso.use_cases.sign_in_ports import SignInPorts

_log = logging.getLogger(__name__)


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
            raise SignInNeededError("not signed in, or session expired", LOGIN)
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
        from aws_sso.use_cases.ask_to_sign_in import ask, explained

        if self._ports.whereabouts:
            self._ports = self._ports.whereabouts.followed()
        try:
            return ask(self._ports, self._registration())
        except OidcRefusedError as error:
            if error.code not in ("invalid_client", "unauthorized_client"):
                raise explained(error) from None
        # The service forgot our client registration: register again, once.
        self._drop(self._ports.shelf.drop_registrations)
        try:
            return ask(self._ports, self._registration())
        except OidcRefusedError as error:
            raise explained(error) from None

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
