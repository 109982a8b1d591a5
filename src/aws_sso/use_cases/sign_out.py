"""Signing out: ends the session at AWS and deletes everything stored here."""

import logging
from functools import partial

from aws_sso.annotations import Callable, Protocol, Sequence
from aws_sso.domain.session.token import Token
from aws_sso.errors import SsoError
from aws_sso.refusals import PortalRefusedError

_log = logging.getLogger(__name__)


class Portal(Protocol):
    """The part of the portal that ends sessions."""

    def log_out(self, token: Token) -> None: ...


class Shelf(Protocol):
    """The stored records of an instance."""

    def token(self) -> Token | None: ...
    def token_of_others(self) -> str | None: ...


def sign_out(
    regions: Sequence[tuple[Shelf, Portal]],
    forget: Callable[[], None],
    tell_servers: Callable[[], None],
) -> bool:
    """End the session in each region and delete its records; returns whether there was a session.

    `regions` are the shelf and portal of each. `forget` deletes the records of all, and
    `tell_servers` makes running credential servers drop their credentials. All steps are tried even
    if one fails: a full disk does not prevent the logout at AWS, nor a lost network the deletion
    here. Then SsoError says what is left.
    """
    try:
        tokens = [(portal, shelf.token()) for shelf, portal in regions]
    except SsoError as error:
        # Unreadable, so we cannot log out at AWS; still delete the rest.
        _raise_first(_failure(forget), _failure(tell_servers))
        raise SsoError(
            f"deleted everything stored here, but could not sign out at AWS: {error.message}",
            "the session expires by itself; to end it now, sign out in the AWS access portal",
        ) from None
    sessions = [(portal, token) for portal, token in tokens if token]
    others = (
        None if sessions else next(filter(None, (s.token_of_others() for s, _ in regions)), None)
    )
    left = _failure(forget)
    unheard = _failure(tell_servers)
    ends = [_failure(partial(_end, portal, token)) for portal, token in sessions]
    untold = next(filter(None, ends), None)
    if untold:
        here = f"could not delete everything here ({left.message})" if left else "signed out here"
        server = f"; {unheard.message}" if unheard else ""
        raise SsoError(
            f"{here}, but not at AWS: {untold.message}{server}",
            "the session expires there by itself; to end it now, sign out in the AWS access portal",
        )
    if left:
        there = "signed out at AWS, but " if sessions else ""
        raise SsoError(f"{there}could not delete everything here: {left.message}", left.hint)
    _raise_first(unheard)
    if others:
        raise SsoError(
            f"deleted everything stored here, but did not end the session at {others}: this "
            "command uses other services",
            "sign out in the AWS access portal, or run `logout` without the `AWS_ENDPOINT_URL…` "
            "variables",
        )
    return bool(sessions)


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
        _log.info("the session had already expired")
