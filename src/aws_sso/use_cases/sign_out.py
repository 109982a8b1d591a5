"""Signing out: the session ends at AWS, and nothing of it stays here."""

import logging
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
    def forget(self) -> None: ...


def sign_out(shelf: Shelf, portal: Portal) -> bool:
    """End the session and delete all that is kept of it; tells whether there was a session.

    Everything local is gone even when AWS could not be told; then SsoError is raised to say that
    the session lives on there.
    """
    try:
        token = shelf.token()
    except SsoError as error:
        # Unreadable, so AWS cannot be told; that must not keep the rest from being deleted.
        shelf.forget()
        raise SsoError(
            f"deleted all that was kept here, but AWS was not told: {error.message}",
            "the session ends by itself; end it now on the AWS access portal",
        ) from None
    shelf.forget()
    if token is None:
        return False
    try:
        portal.log_out(token)
    except PortalRefusedError as error:
        if not error.is_unauthorized:
            raise _untold(error) from None
        _log.info("the session was over already")
    except SsoError as error:
        raise _untold(error) from None
    return True


def _untold(error: SsoError) -> SsoError:
    return SsoError(
        f"signed out here, but AWS could not be told: {error.message}",
        "the session ends there by itself; or end it on the AWS access portal",
    )
