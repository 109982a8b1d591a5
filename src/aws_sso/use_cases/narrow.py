"""Hands out credentials narrowed to a scope; never wider ones, whatever goes wrong."""

from __future__ import annotations

from aws_sso.annotations import TYPE_CHECKING, Callable, Protocol
from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.credentials import RoleCredentials, renew_at
from aws_sso.domain.text.messages import CHECK_CLOCK, CLOCK_AHEAD, not_renewed, not_stored
from aws_sso.errors import (
    AnswerError,
    FileAccessError,
    LockTimeoutError,
    NetworkError,
    ScopeRefusedError,
    SignInNeededError,
    SsoError,
)
from aws_sso.refusals import StsRefusedError
from aws_sso.use_cases.hand_out import Kept

if TYPE_CHECKING:
    from aws_sso.domain.roles.roles import Role
    from aws_sso.domain.scope.scope import Narrowed, Scope
    from aws_sso.use_cases.paced_calls import PacedCalls
    from aws_sso.use_cases.turn import Turn

_SHORT_WAIT = 10.0
"""Seconds to wait for another process to renew credentials that are still valid."""
_ROUNDING = 5
"""Tolerated difference between two services' expiry times, in seconds."""
_CLOCK_SLACK = 600
_NOBODY_SAID_NO = (
    FileAccessError,
    LockTimeoutError,
    NetworkError,
    SignInNeededError,
    StsRefusedError,  # only temporary errors
)


class ScopedShelf(Protocol):
    """Stores narrowed credentials by role ARN and scope."""

    def scoped_credentials(self, arn: str, scope: Scope) -> Kept | None: ...
    def keep_scoped_credentials(self, arn: str, scope: Scope, kept: Kept) -> None: ...


class Base(Protocol):
    """Hands out the credentials to narrow."""

    def has(self, role: Role) -> bool: ...
    def credentials(
        self, role: Role, *, may_ask: bool, min_ttl: int = 0, force: bool = False
    ) -> Kept: ...


class Sts(Protocol):
    """The STS call that narrows."""

    def scoped_credentials(
        self, base: RoleCredentials, policy: str | None, duration: int | None, description: str
    ) -> Narrowed: ...


@frozen
class NarrowPorts:
    """What narrowing needs.

    `sts` and `calls` are built only for new credentials. `turn(what)` is the turn for some work.
    `description` is for CloudTrail.
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
    """Hands out role credentials, narrowed to one scope.

    It returns credentials that AWS narrowed to the scope, or raises. The original credentials never
    leave it.
    """

    def __init__(self, ports: NarrowPorts, scope: Scope) -> None:
        self._ports = ports
        self._scope = scope

    def credentials(
        self, role: Role, *, may_ask: bool, min_ttl: int = 0, force: bool = False
    ) -> Kept:
        """Return narrowed credentials that are valid for `min_ttl` more seconds, if AWS allows.

        `force` always gets new ones. If AWS cannot be reached, cached credentials of exactly this
        scope are returned while they are valid. If AWS refuses, nothing is returned. Raises
        ScopeRefusedError, and any error from getting the role's own credentials.
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
            self._ports.warn(not_renewed(error.message))
            return last

    def has(self, role: Role) -> bool:
        """Return whether there are cached credentials, or cached ones to narrow."""
        kept = self._ports.shelf.scoped_credentials(role.arn, self._scope)
        return (kept is not None and self._is_good(kept, 0)) or self._ports.base.has(role)

    def _renewed(
        self, role: Role, may_ask: bool, min_ttl: int, force: bool, seen: Kept | None
    ) -> Kept:
        turn = self._ports.turn(f"scope {self._scope.digest} of {role.arn}")
        is_valid = seen is not None and seen.credentials.expires > self._ports.now()
        with turn.take(_SHORT_WAIT if is_valid else None):
            # Another process may have renewed them, or failed, while we waited.
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
                "narrowed credentials of this role are valid for only "
                f"{(fresh.expires - obtained) // 60} minutes; {min_ttl // 60} were requested"
            )
        # When better ones are possible: after the original credentials are renewed.
        return Kept(fresh, min(base.renew_at, renew_at(obtained, fresh.expires)))

    def _duration(self, left: float) -> int | None:
        """Return the lifetime to request, None for the role's own, which is `left`."""
        longest = self._scope.max_ttl
        if not longest or (left <= longest and self._scope.policy is not None):
            return None
        # Without a policy, STS requires a lifetime, which must not exceed the original's.
        return longest if left > longest else max(1, int(left) - _ROUNDING)

    def _check(self, found: Narrowed, base: RoleCredentials, obtained: int) -> None:
        """Raise ScopeRefusedError for an answer that is not narrower than the original."""
        fresh, longest = found.credentials, self._scope.max_ttl
        if self._scope.policy is not None and found.layers < 1:
            raise _not_narrowed("it applied no policy")
        same = (
            fresh.access_key_id == base.access_key_id
            or fresh.secret_access_key == base.secret_access_key
            or fresh.session_token == base.session_token
        )
        if same:
            raise _not_narrowed("it returned the role's own credentials")
        if fresh.expires > base.expires + _ROUNDING:
            raise _not_narrowed("it returned credentials that outlast the role's own")
        if longest and fresh.expires > obtained + longest + _CLOCK_SLACK:
            raise _not_narrowed("it returned credentials that are valid for longer than requested")
        if fresh.expires <= obtained:
            raise SsoError(
                CLOCK_AHEAD,
                CHECK_CLOCK,
            )

    def _keep(self, role: Role, kept: Kept) -> None:
        """Store credentials; if that fails, they are still valid."""
        try:
            self._ports.shelf.keep_scoped_credentials(role.arn, self._scope, kept)
        except (FileAccessError, LockTimeoutError) as error:
            self._ports.warn(not_stored(error.message))

    def _last(self, role: Role, seen: Kept | None) -> Kept | None:
        """Return what is cached now: another process may have renewed it meanwhile."""
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
        "check `AWS_ENDPOINT_URL_STS`; if it is not set, please report this",
    )
