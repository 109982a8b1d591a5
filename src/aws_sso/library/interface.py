"""What programs call. docs/how-to/library.md says what stays stable from release to release."""

from os import PathLike, fspath
from typing import TYPE_CHECKING

from aws_sso.domain.roles.filtering import roles_with
from aws_sso.domain.roles.selection import read_choice
from aws_sso.domain.scope.wish import LONGEST_TTL, READ_ONLY, ScopeWish, read_wish
from aws_sso.errors import RoleNotFoundError, UsageError
from aws_sso.library.access import RoleAccess
from aws_sso.library.values import Credentials, Role, role_of
from aws_sso.parts.guest import GuestParts
from aws_sso.use_cases.choose_exactly import choose_exactly
from aws_sso.use_cases.choose_roles import all_known

if TYPE_CHECKING:
    import boto3

    from aws_sso.domain.roles.roles import Role as KnownRole


class Sso:
    """Your roles; keeps the vault unlocked during its lifetime, and calls AWS at one pace.

    `config` is a config.yaml, the usual one if None; `sso` the name of an instance, any if None.
    Nobody is asked to sign in or for a password unless `sign_in` is true. May be used by several
    threads, and after a fork. Raises ConfigError for a config.yaml that is missing or wrong.
    """

    def __init__(
        self,
        *,
        config: str | PathLike[str] | None = None,
        sso: str | None = None,
        sign_in: bool = False,
    ) -> None:
        self._guest = GuestParts(fspath(config) if config else None, sso, may_ask=sign_in)

    def roles(self, *words: str) -> tuple[Role, ...]:
        """Return the roles that match all words, as in `aws-sso list WORD`; may be empty.

        Uses the last fetched list (`aws-sso cache`); AWS is called only if it was never fetched.
        Raises RoleNotFoundError if that fails.
        """
        parts = self._guest.parts()
        searched = parts.instances.searched
        known = all_known(searched)
        try:
            found = roles_with(words, known, searched[0].primary_tags) if words else known
        except RoleNotFoundError:
            found = []
        return tuple(role_of(role) for role in found)

    def credentials(
        self,
        role: str | Role,
        *,
        scope: str | None = None,
        max_ttl: int | None = None,
        min_ttl: int = 0,
    ) -> Credentials:
        """Return a role's credentials, cached ones while they are valid.

        `role` is a profile name, an ARN, words that only one role has, or one of `roles()`. `scope`
        narrows them: `read-only`, `read-only=s3,ec2`, the name of a policy in config.yaml, or a
        policy file. They are valid for `max_ttl` minutes at most, and `min_ttl` at least if AWS
        allows.

        Raises RoleNotFoundError, RoleDeniedError, SignInNeededError, ScopeRefusedError, and other
        children of SsoError.
        """
        access = self._access(role, scope, max_ttl)
        return Credentials(role_of(access.role), access.kept(min_ttl * 60).credentials)

    def session(
        self,
        role: str | Role,
        *,
        scope: str | None = None,
        max_ttl: int | None = None,
        region: str | None = None,
    ) -> "boto3.Session":
        """Return a boto3 session for a role, with credentials that renew themselves.

        Arguments and errors are as for `credentials()`. The region is yours if you name one, else
        the environment's, else the role's. Raises MissingLibraryError if boto3 is not installed.
        """
        from aws_sso.library.boto import renewing_session

        access = self._access(role, scope, max_ttl)
        return renewing_session(access, region or self._guest.region_for(access.role))

    def _access(self, role: str | Role, scope: str | None, max_ttl: int | None) -> RoleAccess:
        wish = _wish(scope, max_ttl)
        if wish:
            wish = self._guest.in_this_folder(wish)
            _ = self._guest.parts(wish).scope  # Report problems with it first.
        return RoleAccess(self._guest, self._found(role), wish)

    def _found(self, role: str | Role) -> "KnownRole":
        parts = self._guest.parts()
        if isinstance(role, Role):
            choice = read_choice(None, role.arn, None, None)
            return parts.instances.named(role.sso).roles.find_offline(choice)
        tags = parts.settings.roles.account_primary_tag
        return choose_exactly(parts.instances, role, tags, parts.now()).role


def session(
    role: str | Role,
    *,
    scope: str | None = None,
    max_ttl: int | None = None,
    region: str | None = None,
    sso: str | None = None,
    config: str | PathLike[str] | None = None,
    sign_in: bool = False,
) -> "boto3.Session":
    """Return a boto3 session for a role, with self-renewing credentials; see `Sso.session`."""
    own = Sso(config=config, sso=sso, sign_in=sign_in)
    return own.session(role, scope=scope, max_ttl=max_ttl, region=region)


def credentials(
    role: str | Role,
    *,
    scope: str | None = None,
    max_ttl: int | None = None,
    min_ttl: int = 0,
    sso: str | None = None,
    config: str | PathLike[str] | None = None,
    sign_in: bool = False,
) -> Credentials:
    """Return a role's credentials; see `Sso.credentials`."""
    own = Sso(config=config, sso=sso, sign_in=sign_in)
    return own.credentials(role, scope=scope, max_ttl=max_ttl, min_ttl=min_ttl)


def roles(
    *words: str,
    sso: str | None = None,
    config: str | PathLike[str] | None = None,
    sign_in: bool = False,
) -> tuple[Role, ...]:
    """Return the roles that match all words; see `Sso.roles`."""
    return Sso(config=config, sso=sso, sign_in=sign_in).roles(*words)


def _wish(scope: str | None, max_ttl: int | None) -> ScopeWish | None:
    """Return the scope request; raises UsageError if it is invalid."""
    if max_ttl is not None and not 0 < max_ttl <= LONGEST_TTL:
        raise UsageError(f"`max_ttl` is {max_ttl}, but must be from 1 to {LONGEST_TTL} minutes")
    if scope is None:
        return read_wish(None, None, max_ttl) or None
    name, equals, services = scope.partition("=")
    if name == READ_ONLY:
        return read_wish(services if equals else "*", None, max_ttl)
    return read_wish(None, scope, max_ttl)
