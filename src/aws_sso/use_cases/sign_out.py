"""Signing out: the session ends at AWS, and nothing of it stays here."""

import logging
from collections.abc import Callable
from typing import Protocol

from aws_sso.domain.session.token import Token
from aws_sso.errors import PortalRefusedError, SsoError

_log = logging.getLogger(__name__)


class Portal(Protocol):
    """The part of the portal that ends sessions."""

    def log_out(self, token: Token) -> None: ...


class Shelf(Protocol):
    """What is kept of an instance."""

    def token(self) -> Token | None: ...
    def token_of_others(self) -> str | None: ...
    def forget(self) -> None: ...


def sign_out(shelf: Shelf, portal: Portal, tell_servers: Callable[[], None]) -> bool:
    """End the session and delete all that is kept of it; tells whether there was a session.

    `tell_servers` has credential servers that run drop what they have of it. Each of the three is
    tried even when another fails: a full disk does not keep AWS from being told, nor a lost network
    what is here from being deleted. Then SsoError is raised, which says what is left.
    """
    try:
        token = shelf.token()
    except SsoError as error:
        # Unreadable, so AWS cannot be told; that must not keep the rest from being deleted.
        _raise_first(_failure(shelf.forget), _failure(tell_servers))
        raise SsoError(
            f"deleted all that was kept here, but AWS was not told: {error.message}",
            "the session ends by itself; end it now on the AWS access portal",
        ) from None
    others = shelf.token_of_others() if token is None else None
    left = _failure(shelf.forget)
    unheard = _failure(tell_servers)
    untold = _failure(lambda: _end(portal, token)) if token else None
    if untold:
        here = f"not all was deleted here ({left.message})" if left else "signed out here"
        server = f"; {unheard.message}" if unheard else ""
        raise SsoError(
            f"{here}, but AWS could not be told: {untold.message}{server}",
            "the session ends there by itself; or end it on the AWS access portal",
        )
    if left:
        there = "signed out at AWS, but " if token else ""
        raise SsoError(f"{there}not all was deleted here: {left.message}", left.hint)
    _raise_first(unheard)
    if others:
        raise SsoError(
            f"deleted what was kept here, but the session at {others} was not ended: this command "
            "speaks to other services",
            "end it on the AWS access portal; without `AWS_ENDPOINT_URL…` variables `logout` does",
        )
    return token is not None


def _failure(work: Callable[[], None]) -> SsoError | None:
    try:
        work()
    except SsoError as error:
        return error
    return None


def _raise_first(*failures: SsoError | None) -> None:
    for failure in failures:
        if failure:
            raise failure


def _end(portal: Portal, token: Token) -> None:
    try:
        portal.log_out(token)
    except PortalRefusedError as error:
        if not error.is_unauthorized:
            raise
        _log.info("the session was over already")
