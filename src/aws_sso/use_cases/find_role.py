"""Finds a role by exact name in one instance; explains unknown names."""

from aws_sso.annotations import Callable, Protocol, Sequence
from aws_sso.domain.aws.arn import partition_of
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role, role_from_arn
from aws_sso.domain.roles.selection import RoleChoice, the_one
from aws_sso.domain.settings.settings import InstanceSettings, Settings
from aws_sso.domain.text.messages import FETCH_ROLES, LOGIN
from aws_sso.errors import RoleNotFoundError, SsoError

_NEAR = 3


class Roles(Protocol):
    """The roles of an instance; `refreshed` is when they were fetched, None if never.

    Only `roles` looks at all of them.
    """

    @property
    def refreshed(self) -> int | None: ...
    def matching(self, choice: RoleChoice) -> Sequence[Role]: ...
    def with_words(self, words: Sequence[str], most: int) -> Sequence[Role]: ...
    def in_account(self, account: str) -> Sequence[Role]: ...
    def profiles(self) -> Sequence[str]: ...
    def roles(self) -> Sequence[Role]: ...


@frozen
class FindRolePorts:
    """What finding a role in an instance needs.

    `known` opens the last fetched list, `fetch` fetches it. `primary_tags` name accounts in errors;
    `now` is in Unix seconds.
    """

    known: Callable[[], Roles]
    fetch: Callable[[], None]
    settings: Settings
    instance: InstanceSettings
    primary_tags: Sequence[str]
    now: float


def find_role(ports: FindRolePorts, choice: RoleChoice) -> Role:
    """Return the role. An unknown name does not cause a fetch, unless there is no list yet.

    A fully named role that is not in the list may be new, so AWS decides. Raises RoleNotFoundError,
    UsageError for half a choice, and any error from fetching.
    """
    roles = ports.known()
    found = the_one(roles.matching(choice), choice)
    if found is None and roles.refreshed is None:
        ports.fetch()
        roles = ports.known()
        found = the_one(roles.matching(choice), choice)
    if found:
        return found
    arn = choice.as_arn(partition_of(ports.instance.sso_region))
    if arn is None:
        raise unknown(choice, [roles], ports.primary_tags, ports.now)
    beside = next(iter(roles.in_account(arn.account_id)), None)
    return role_from_arn(ports.settings, ports.instance, arn, beside)


def find_role_offline(
    choice: RoleChoice, known: Roles, settings: Settings, instance: InstanceSettings, now: float
) -> Role:
    """Return the role without fetching the list, even if there is none.

    A fully named role need not be in the list: AWS knows whether it exists. Raises
    RoleNotFoundError and UsageError.
    """
    found = the_one(known.matching(choice), choice)
    if found:
        return found
    arn = choice.as_arn(partition_of(instance.sso_region))
    if arn is None:
        raise unknown(choice, [known], (), now)
    return role_from_arn(settings, instance, arn)


def unknown(
    choice: RoleChoice, known: Sequence[Roles], primary_tags: Sequence[str], now: float
) -> SsoError:
    """Return the error for a choice that matches no role in several lists, with nearest names."""
    # Imported here: most commands find their role.
    from aws_sso.domain.roles.names import literal_words
    from aws_sso.domain.roles.not_found import no_such_profile, not_found

    if not choice.profile:
        return not_found([role for one in known for role in one.roles()], choice, primary_tags)
    words = literal_words(choice.profile)
    having = [one.profile for roles in known for one in roles.with_words(words, _NEAR) if words]
    names = [name for roles in known for name in roles.profiles()]
    fetched = [roles.refreshed for roles in known if roles.refreshed is not None]
    return no_such_profile(choice.profile, having, names, min(fetched, default=None), now)


def hint_if_denied(role: Role, known: Roles) -> str | None:
    """Return a hint for a role that AWS denies: the nearest names if it is unknown."""
    from aws_sso.domain.roles.not_found import not_found

    choice = RoleChoice(account=role.account_id, role=role.role_name)
    if known.matching(choice):
        return f"you do not (or no longer) have this role; {FETCH_ROLES}"
    return not_found(known.roles(), choice).hint


class FetchedRoles(Protocol):
    """The roles of an instance, and when they were fetched."""

    @property
    def refreshed(self) -> int | None: ...
    def roles(self) -> tuple[Role, ...]: ...


def known_roles(instance: str, known: FetchedRoles) -> tuple[Role, ...]:
    """Return all roles; raises RoleNotFoundError with a hint if there are none."""
    roles = known.roles()
    if roles:
        return roles
    raise no_roles(instance, known.refreshed)


def no_roles(instance: str, refreshed: int | None) -> RoleNotFoundError:
    """Return the error for an instance without roles, fetched then (Unix seconds) or never."""
    if refreshed is not None:
        return RoleNotFoundError(
            f"you have no roles in `{instance}`",
            "ask your AWS administrator for access, then run `aws-sso cache`",
        )
    return RoleNotFoundError(f"the roles of `{instance}` have not been fetched yet", LOGIN)
