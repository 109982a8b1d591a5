"""Hands out a role's credentials: cached ones while they are valid, else new ones."""

from __future__ import annotations

from aws_sso.annotations import TYPE_CHECKING, Callable, Protocol, TypeVar
from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.session.credentials import RoleCredentials, renew_at
from aws_sso.domain.text.messages import CHECK_CLOCK, CLOCK_AHEAD, not_renewed, not_stored
from aws_sso.errors import (
    ConfigError,
    FileAccessError,
    LockTimeoutError,
    RoleDeniedError,
    SignInNeededError,
    SsoError,
    UnsafeFileError,
)

T = TypeVar("T")

if TYPE_CHECKING:
    from aws_sso.domain.session.token import Token
    from aws_sso.refusals import PortalRefusedError
    from aws_sso.use_cases.paced_calls import PacedCalls
    from aws_sso.use_cases.turn import Turn

_LONGEST_LIFE = 12 * 3600
"""Longest session of a permission set, in seconds (Identity Center User Guide, "Set session
duration for AWS accounts").
"""
_CLOCK_SLACK = 600
_SHORT_WAIT = 10.0
"""Seconds to wait for another process to renew credentials that are still valid."""


@frozen
class Kept:
    """Cached credentials, and when they should be renewed (Unix seconds)."""

    credentials: RoleCredentials
    renew_at: int


class CredentialShelf(Protocol):
    """Stores sealed role credentials by role ARN."""

    def credentials(self, arn: str) -> Kept | None: ...
    def keep_credentials(self, arn: str, kept: Kept) -> None: ...


class Tokens(Protocol):
    """The source of tokens."""

    def token(self, *, may_ask: bool, rejected: Token | None = None) -> Token: ...


class Portal(Protocol):
    """The part of the portal that hands out credentials."""

    @property
    def origin(self) -> str: ...
    def role_credentials(self, token: Token, account: str, role: str) -> RoleCredentials: ...


class Access(Protocol):
    """The part of Account Access that hands out credentials."""

    @property
    def origin(self) -> str: ...
    def role_credentials(self, token: Token, arn: str, duration: int | None) -> RoleCredentials: ...


class Sts(Protocol):
    """The part of STS that role chains need."""

    def caller_arn(self, credentials: RoleCredentials) -> str: ...
    def assume_role(
        self, base: RoleCredentials, role: Role, session_name: str
    ) -> RoleCredentials: ...


@frozen
class Services:
    """The services that provide new credentials."""

    tokens: Tokens
    portal: Portal
    sts: Sts
    calls: PacedCalls
    access: Access | None = None


class Regions(Protocol):
    """An instance's regions; the first one that is up does the work with its services."""

    def __call__(self, work: Callable[[Services], T]) -> T: ...


@frozen
class HandOutPorts:
    """What handing out one instance's credentials needs.

    `in_region` lends the services that only new credentials need. `turn(arn)` is the turn for
    fetching a role's credentials. `role_by_arn` finds the first role of a chain. `hint_if_denied`
    returns the hint for a role that AWS denies.
    """

    shelf: CredentialShelf
    in_region: Regions
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
        """Return credentials that are valid for `min_ttl` more seconds, if AWS allows.

        `force` always gets new ones. If renewing fails, cached ones are returned while they are
        valid. Otherwise raises the reason: SignInNeededError, RoleDeniedError, NetworkError,
        StoreError.
        """
        return self._credentials(role, may_ask, min_ttl, force, chain=())

    def has(self, role: Role) -> bool:
        """Return whether there are cached credentials that do not need renewal yet."""
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
                f"circular `Via` of {role.arn}: {' -> '.join((*chain, role.arn))}",
                "change `Via` so that the chain starts at a role from Identity Center",
            )
        try:
            return self._renewed(role, may_ask, min_ttl, force, chain, kept)
        except SsoError as error:
            # Also if the turn is not available: its holder may hang, or the disk may be full.
            if force or isinstance(error, UnsafeFileError):
                raise
            last = self._last(role, kept)
            if last is None or last.credentials.expires <= self._ports.now():
                raise
            self._ports.warn(not_renewed(error.message))
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
        """Fetch and store new credentials; `seen` is what was cached before."""
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
                raise SsoError(CLOCK_AHEAD, CHECK_CLOCK)
            kept = Kept(fresh, renew_at(obtained, fresh.expires))
            self._keep(role, kept)
        if fresh.expires - obtained < min_ttl:
            self._ports.warn(
                "AWS issues credentials for this role for only "
                f"{(fresh.expires - obtained) // 60} minutes; {min_ttl // 60} were requested"
            )
        return kept

    def _keep(self, role: Role, kept: Kept) -> None:
        """Store credentials; if that fails, they are still valid."""
        try:
            self._ports.shelf.keep_credentials(role.arn, kept)
        except (FileAccessError, LockTimeoutError) as error:
            self._ports.warn(not_stored(error.message))

    def _last(self, role: Role, seen: Kept | None) -> Kept | None:
        """Return what is cached now: another process may have renewed it meanwhile."""
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
        """Fetch, unless another process failed at it while we were waiting."""
        failure = turn.failure()
        if failure:
            raise failure
        try:
            return self._fetch(role, may_ask, chain)
        except SignInNeededError:
            raise  # Nothing was tried, so there is nothing to record.
        except SsoError as error:
            turn.record_failure(error)
            raise

    def _fetch(self, role: Role, may_ask: bool, chain: tuple[str, ...]) -> RoleCredentials:
        if role.via:
            first = self._ports.role_by_arn(RoleArn.parse(role.via))
            base = self._credentials(first, may_ask, 0, False, (*chain, role.arn)).credentials
            return self._assumed(role, base)
        return self._ports.in_region(lambda services: self._asked(services, role, may_ask))

    def _asked(self, services: Services, role: Role, may_ask: bool) -> RoleCredentials:
        from aws_sso.refusals import PortalRefusedError

        token = services.tokens.token(may_ask=may_ask)
        try:
            return self._from_portal(services, role, token)
        except PortalRefusedError as error:
            if not error.is_unauthorized:
                raise self._plain(role, error) from None
        import logging  # Imported here: it is rare, and every command would pay for it.

        logging.getLogger(__name__).info("the portal refused a token that should be valid")
        token = services.tokens.token(may_ask=may_ask, rejected=token)
        try:
            return self._from_portal(services, role, token)
        except PortalRefusedError as error:
            raise self._plain(role, error) from None

    def _assumed(self, role: Role, base: RoleCredentials) -> RoleCredentials:
        """Assume a role, under the session name of `base`, so that CloudTrail shows one user."""

        def assumed(services: Services) -> RoleCredentials:
            calls, sts = services.calls, services.sts
            session_name = calls.make(lambda: sts.caller_arn(base)).rpartition("/")[2]
            return calls.make(lambda: sts.assume_role(base, role, session_name))

        return self._ports.in_region(assumed)

    def _from_portal(self, services: Services, role: Role, token: Token) -> RoleCredentials:
        portal, access = services.portal, services.access
        if role.tenant and access:
            found = services.calls.make(
                lambda: access.role_credentials(token, role.arn, role.duration_seconds)
            )
        else:
            found = services.calls.make(
                lambda: portal.role_credentials(token, role.account_id, role.role_name)
            )
        if found.expires - self._ports.now() > _LONGEST_LIFE + _CLOCK_SLACK:
            raise SsoError(
                f"{portal.origin} returned credentials for more than 12 hours, which AWS never "
                "does",
                "check `AWS_ENDPOINT_URL_SSO` and this machine's clock, which may be behind",
            )
        return found

    def _plain(self, role: Role, error: PortalRefusedError) -> SsoError:
        if error.status in (403, 404):
            return RoleDeniedError(
                f"AWS denied access to role `{role.role_name}` in account {role.account_id}",
                self._ports.hint_if_denied(role),
            )
        return error
