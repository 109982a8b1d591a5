"""Handing out a role's credentials: those at hand while they last, else new ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.session.credentials import RoleCredentials, renew_at
from aws_sso.errors import (
    ConfigError,
    FileAccessError,
    LockTimeoutError,
    PortalRefusedError,
    RoleDeniedError,
    SignInNeededError,
    SsoError,
    UnsafeFileError,
)

if TYPE_CHECKING:
    from aws_sso.domain.session.token import Token
    from aws_sso.use_cases.paced_calls import PacedCalls
    from aws_sso.use_cases.turn import Turn

_LONGEST_LIFE = 12 * 3600
"""Seconds that a permission set's session lasts at most (Identity Center User Guide, "Set session
duration for AWS accounts")."""
_CLOCK_SLACK = 600
_SHORT_WAIT = 10.0
"""Seconds to wait for another process's renewal of credentials that are still valid."""


@frozen
class Kept:
    """Credentials at hand, and from when on (Unix seconds) they are worth renewing."""

    credentials: RoleCredentials
    renew_at: int


class CredentialShelf(Protocol):
    """Where role credentials are kept, sealed, by the role's ARN."""

    def credentials(self, arn: str) -> Kept | None: ...
    def keep_credentials(self, arn: str, kept: Kept) -> None: ...


class Tokens(Protocol):
    """Where tokens come from."""

    def token(self, *, may_ask: bool, rejected: Token | None = None) -> Token: ...


class Portal(Protocol):
    """The part of the portal that hands out credentials."""

    @property
    def origin(self) -> str: ...
    def role_credentials(self, token: Token, account: str, role: str) -> RoleCredentials: ...


class Sts(Protocol):
    """The part of STS that role chains need."""

    def caller_arn(self, credentials: RoleCredentials) -> str: ...
    def assume_role(
        self, base: RoleCredentials, role: Role, session_name: str
    ) -> RoleCredentials: ...


@frozen
class Services:
    """What is asked for new credentials."""

    tokens: Tokens
    portal: Portal
    sts: Sts
    calls: PacedCalls


@frozen
class HandOutPorts:
    """What handing out one instance's credentials needs.

    `services` builds what only new credentials need, as it is to be asked now; `turn(arn)` is the
    one at fetching a role's; `role_by_arn` finds the role that a chain begins with.
    `hint_if_denied` tells what to do about a role that AWS does not give.
    """

    shelf: CredentialShelf
    services: Callable[[], Services]
    turn: Callable[[str], Turn]
    role_by_arn: Callable[[RoleArn], Role]
    hint_if_denied: Callable[[Role], str | None]
    now: Callable[[], float]
    warn: Callable[[str], None]


class HandOut:
    """Hands out credentials of one instance's roles."""

    def __init__(self, ports: HandOutPorts) -> None:
        self._ports = ports

    def credentials(
        self, role: Role, *, may_ask: bool, min_ttl: int = 0, force: bool = False
    ) -> Kept:
        """Return credentials that are good for `min_ttl` more seconds, if AWS gives such.

        `force` gets new ones even so. When renewing fails, those at hand are returned while they
        are valid. Raises what kept us from getting any: SignInNeededError, RoleDeniedError,
        NetworkError, StoreError.
        """
        return self._credentials(role, may_ask, min_ttl, force, chain=())

    def has(self, role: Role) -> bool:
        """Tell whether credentials are at hand that need no renewing yet."""
        kept = self._ports.shelf.credentials(role.arn)
        return kept is not None and self._is_good(kept, 0)

    def _credentials(
        self, role: Role, may_ask: bool, min_ttl: int, force: bool, chain: tuple[str, ...]
    ) -> Kept:
        kept = self._ports.shelf.credentials(role.arn)
        if kept and not force and self._is_good(kept, min_ttl):
            return kept
        if role.arn in chain:
            raise ConfigError(
                f"the `Via` of {role.arn} leads back to itself: {' -> '.join((*chain, role.arn))}",
                "let `Via` name a role nearer to one of Identity Center's",
            )
        try:
            return self._renewed(role, may_ask, min_ttl, force, chain, kept)
        except SsoError as error:
            # Also if there is no turn to be had: who has it may hang, or the disk be full.
            if force or isinstance(error, UnsafeFileError):
                raise
            last = self._last(role, kept)
            if last is None or last.credentials.expires <= self._ports.now():
                raise
            self._ports.warn(f"could not renew credentials: {error.message}")
            return last

    def _renewed(
        self,
        role: Role,
        may_ask: bool,
        min_ttl: int,
        force: bool,
        chain: tuple[str, ...],
        seen: Kept | None,
    ) -> Kept:
        """Fetch new credentials and keep them; `seen` is what was at hand before."""
        turn = self._ports.turn(role.arn)
        is_valid = seen is not None and seen.credentials.expires > self._ports.now()
        with turn.take(_SHORT_WAIT if is_valid else None):
            # Another process may have renewed them while we waited.
            kept = self._ports.shelf.credentials(role.arn)
            if kept and self._is_good(kept, min_ttl) and (not force or kept != seen):
                return kept
            fresh = self._fetch_once(turn, role, may_ask, chain)
            obtained = int(self._ports.now())
            if fresh.expires <= obtained:
                raise SsoError(
                    "AWS gave credentials that this machine's clock takes for expired",
                    "set the clock right: it may be ahead by an hour or more",
                )
            kept = Kept(fresh, renew_at(obtained, fresh.expires))
            self._keep(role, kept)
        if fresh.expires - obtained < min_ttl:
            self._ports.warn(
                f"AWS gives credentials of this role for {(fresh.expires - obtained) // 60} "
                f"minutes only, less than the {min_ttl // 60} asked for"
            )
        return kept

    def _keep(self, role: Role, kept: Kept) -> None:
        """Keep credentials; where that cannot be, they are good all the same."""
        try:
            self._ports.shelf.keep_credentials(role.arn, kept)
        except (FileAccessError, LockTimeoutError) as error:
            self._ports.warn(f"these credentials are not kept: {error.message}")

    def _last(self, role: Role, seen: Kept | None) -> Kept | None:
        """Return what is at hand by now: another process may have renewed it meanwhile."""
        try:
            return self._ports.shelf.credentials(role.arn) or seen
        except SsoError:
            return seen

    def _is_good(self, kept: Kept, min_ttl: int) -> bool:
        now = self._ports.now()
        return now < kept.renew_at and kept.credentials.expires - now >= min_ttl

    def _fetch_once(
        self, turn: Turn, role: Role, may_ask: bool, chain: tuple[str, ...]
    ) -> RoleCredentials:
        """Fetch, unless another process just failed at it while we waited for it."""
        failure = turn.failure()
        if failure:
            raise failure
        try:
            return self._fetch(role, may_ask, chain)
        except SignInNeededError:
            raise  # Nothing was tried, so there is nothing to tell others.
        except SsoError as error:
            turn.record_failure(error)
            raise

    def _fetch(self, role: Role, may_ask: bool, chain: tuple[str, ...]) -> RoleCredentials:
        if role.via:
            first = self._ports.role_by_arn(RoleArn.parse(role.via))
            base = self._credentials(first, may_ask, 0, False, (*chain, role.arn)).credentials
            return self._assumed(role, base)
        services = self._ports.services()
        token = services.tokens.token(may_ask=may_ask)
        try:
            return self._from_portal(services, role, token)
        except PortalRefusedError as error:
            if not error.is_unauthorized:
                raise self._plain(role, error) from None
        import logging  # Rare, and every command would pay for it.

        logging.getLogger(__name__).info("the portal refused a token that should live")
        token = services.tokens.token(may_ask=may_ask, rejected=token)
        try:
            return self._from_portal(services, role, token)
        except PortalRefusedError as error:
            raise self._plain(role, error) from None

    def _assumed(self, role: Role, base: RoleCredentials) -> RoleCredentials:
        """Assume a role, under the session name of `base`, so that CloudTrail shows one user."""
        services = self._ports.services()
        calls, sts = services.calls, services.sts
        session_name = calls.make(lambda: sts.caller_arn(base)).rpartition("/")[2]
        return calls.make(lambda: sts.assume_role(base, role, session_name))

    def _from_portal(self, services: Services, role: Role, token: Token) -> RoleCredentials:
        portal = services.portal
        found = services.calls.make(
            lambda: portal.role_credentials(token, role.account_id, role.role_name)
        )
        if found.expires - self._ports.now() > _LONGEST_LIFE + _CLOCK_SLACK:
            raise SsoError(
                f"{portal.origin} gave credentials for more than 12 hours, which AWS never does",
                "check `AWS_ENDPOINT_URL_SSO`, and whether this machine's clock is behind",
            )
        return found

    def _plain(self, role: Role, error: PortalRefusedError) -> SsoError:
        if error.status in (403, 404):
            return RoleDeniedError(
                f"AWS does not give you the role `{role.role_name}` in account {role.account_id}",
                self._ports.hint_if_denied(role),
            )
        return error
