"""Handing out a role's credentials narrowed to a scope: never wider ones, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.credentials import RoleCredentials, renew_at
from aws_sso.errors import (
    AnswerError,
    FileAccessError,
    LockTimeoutError,
    NetworkError,
    ScopeRefusedError,
    SignInNeededError,
    SsoError,
    StsRefusedError,
)
from aws_sso.use_cases.hand_out import Kept

if TYPE_CHECKING:
    from aws_sso.domain.roles.roles import Role
    from aws_sso.domain.scope.scope import Narrowed, Scope
    from aws_sso.use_cases.paced_calls import PacedCalls
    from aws_sso.use_cases.turn import Turn

_SHORT_WAIT = 10.0
"""Seconds to wait for another process's renewal of credentials that are still valid."""
_ROUNDING = 5
"""Seconds by which two services may tell the same end differently."""
_CLOCK_SLACK = 600
_NOBODY_SAID_NO = (
    FileAccessError,
    LockTimeoutError,
    NetworkError,
    SignInNeededError,
    StsRefusedError,  # only of the kind that may pass
)


class ScopedShelf(Protocol):
    """Where narrowed credentials are kept, by the role's ARN and the scope."""

    def scoped_credentials(self, arn: str, scope: Scope) -> Kept | None: ...
    def keep_scoped_credentials(self, arn: str, scope: Scope, kept: Kept) -> None: ...


class Base(Protocol):
    """Hands out the credentials that are narrowed."""

    def has(self, role: Role) -> bool: ...
    def credentials(
        self, role: Role, *, may_ask: bool, min_ttl: int = 0, force: bool = False
    ) -> Kept: ...


class Sts(Protocol):
    """The call of STS that narrows."""

    def scoped_credentials(
        self, base: RoleCredentials, policy: str | None, duration: int | None, description: str
    ) -> Narrowed: ...


@frozen
class NarrowPorts:
    """What narrowing needs.

    `sts` and `calls` are built only for new credentials; `turn(what)` is the one at some work;
    `description` is what CloudTrail shall show.
    """

    shelf: ScopedShelf
    base: Base
    sts: Callable[[], Sts]
    calls: Callable[[], PacedCalls]
    turn: Callable[[str], Turn]
    description: Callable[[], str]
    now: Callable[[], float]
    warn: Callable[[str], None]


class NarrowedHandOut:
    """Hands out credentials of roles, narrowed to one scope.

    What it returns was narrowed by AWS to that scope, or it raises: the credentials that it
    narrows never leave it.
    """

    def __init__(self, ports: NarrowPorts, scope: Scope) -> None:
        self._ports = ports
        self._scope = scope

    def credentials(
        self, role: Role, *, may_ask: bool, min_ttl: int = 0, force: bool = False
    ) -> Kept:
        """Return narrowed credentials that are good for `min_ttl` more seconds, if AWS gives such.

        `force` gets new ones even so. Where AWS cannot be asked, those at hand of this very scope
        are returned while they are valid; where it says no, nothing is. Raises ScopeRefusedError,
        and what kept us from getting the role's own.
        """
        kept = self._ports.shelf.scoped_credentials(role.arn, self._scope)
        if kept and not force and self._is_good(kept, min_ttl):
            return kept
        try:
            return self._renewed(role, may_ask, min_ttl, force, kept)
        except _NOBODY_SAID_NO as error:
            if force or isinstance(error, AnswerError):
                raise
            last = self._last(role, kept)
            if last is None or last.credentials.expires <= self._ports.now():
                raise
            self._ports.warn(f"could not renew credentials: {error.message}")
            return last

    def has(self, role: Role) -> bool:
        """Tell whether credentials are at hand that need no renewing yet, or what to narrow is."""
        kept = self._ports.shelf.scoped_credentials(role.arn, self._scope)
        return (kept is not None and self._is_good(kept, 0)) or self._ports.base.has(role)

    def _renewed(
        self, role: Role, may_ask: bool, min_ttl: int, force: bool, seen: Kept | None
    ) -> Kept:
        turn = self._ports.turn(f"scope {self._scope.digest} of {role.arn}")
        is_valid = seen is not None and seen.credentials.expires > self._ports.now()
        with turn.take(_SHORT_WAIT if is_valid else None):
            # Another process may have renewed them while we waited, or failed at it.
            kept = self._ports.shelf.scoped_credentials(role.arn, self._scope)
            if kept and self._is_good(kept, min_ttl) and (not force or kept != seen):
                return kept
            if failure := turn.failure():
                raise failure
            try:
                kept = self._narrowed(role, may_ask, min_ttl, force)
            except SignInNeededError:
                raise  # Nothing was tried, so there is nothing to tell others.
            except SsoError as error:
                turn.record_failure(error)
                raise
            self._keep(role, kept)
        return kept

    def _narrowed(self, role: Role, may_ask: bool, min_ttl: int, force: bool) -> Kept:
        ports, scope = self._ports, self._scope
        base = ports.base.credentials(role, may_ask=may_ask, min_ttl=min_ttl, force=force)
        duration = self._duration(base.credentials.expires - ports.now())
        sts, description = ports.sts(), ports.description()
        found = ports.calls().make(
            lambda: sts.scoped_credentials(base.credentials, scope.policy, duration, description)
        )
        obtained = int(ports.now())
        self._check(found, base.credentials, obtained)
        fresh = found.credentials
        if fresh.expires - obtained < min_ttl:
            ports.warn(
                f"narrowed credentials of this role last {(fresh.expires - obtained) // 60} "
                f"minutes only, less than the {min_ttl // 60} asked for"
            )
        # Once better ones are to be had: those that they were made of are renewed then.
        return Kept(fresh, min(base.renew_at, renew_at(obtained, fresh.expires)))

    def _duration(self, left: float) -> int | None:
        """Return the life to ask for, None for as long as the role's own; `left` is that."""
        longest = self._scope.max_ttl
        if not longest or (left <= longest and self._scope.policy is not None):
            return None
        # Without a policy STS wants to be told a life, and not one beyond the end.
        return longest if left > longest else max(1, int(left) - _ROUNDING)

    def _check(self, found: Narrowed, base: RoleCredentials, obtained: int) -> None:
        """Raise ScopeRefusedError for an answer that is not narrower than what was narrowed."""
        fresh, longest = found.credentials, self._scope.max_ttl
        if self._scope.policy is not None and found.layers < 1:
            raise _not_narrowed("it applied no policy")
        same = (
            fresh.access_key_id == base.access_key_id
            or fresh.secret_access_key == base.secret_access_key
            or fresh.session_token == base.session_token
        )
        if same:
            raise _not_narrowed("it gave the role's own credentials back")
        if fresh.expires > base.expires + _ROUNDING:
            raise _not_narrowed("it gave credentials that outlast the role's own")
        if longest and fresh.expires > obtained + longest + _CLOCK_SLACK:
            raise _not_narrowed("it gave credentials that live longer than asked for")
        if fresh.expires <= obtained:
            raise SsoError(
                "AWS gave credentials that this machine's clock takes for expired",
                "set the clock right: it may be ahead by an hour or more",
            )

    def _keep(self, role: Role, kept: Kept) -> None:
        """Keep credentials; where that cannot be, they are good all the same."""
        try:
            self._ports.shelf.keep_scoped_credentials(role.arn, self._scope, kept)
        except (FileAccessError, LockTimeoutError) as error:
            self._ports.warn(f"these credentials are not kept: {error.message}")

    def _last(self, role: Role, seen: Kept | None) -> Kept | None:
        """Return what is at hand by now: another process may have renewed it meanwhile."""
        try:
            return self._ports.shelf.scoped_credentials(role.arn, self._scope) or seen
        except SsoError:
            return seen

    def _is_good(self, kept: Kept, min_ttl: int) -> bool:
        now = self._ports.now()
        return now < kept.renew_at and kept.credentials.expires - now >= min_ttl


def _not_narrowed(why: str) -> ScopeRefusedError:
    return ScopeRefusedError(
        f"STS did not narrow the credentials: {why}; nothing is handed out",
        "check `AWS_ENDPOINT_URL_STS`, and please report it if that is not set",
    )
