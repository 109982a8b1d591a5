"""Provides fresh roles: fetched again if they are stale."""

from aws_sso.annotations import TYPE_CHECKING, Iterator, Protocol, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.errors import RoleNotFoundError, SsoError

if TYPE_CHECKING:
    from aws_sso.domain.roles.roles import Role
    from aws_sso.use_cases.refresh_roles import Refreshed


class StoredRoles(Protocol):
    """The last fetched roles of an instance, and a way to refresh them."""

    @property
    def refreshed(self) -> int | None: ...
    def are_stale(self) -> bool: ...
    def fetch(self, *, may_ask: bool, threads: int | None = None) -> "Refreshed": ...


class KnownRoles(StoredRoles, Protocol):
    """Known roles; `known` raises RoleNotFoundError if there are none."""

    def known(self) -> tuple["Role", ...]: ...


class Instance(Protocol):
    """An Identity Center instance."""

    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> KnownRoles: ...


@frozen
class Freshness:
    """The result of refreshing roles that may have been stale.

    `refreshed` is the result of fetching, None if nothing was fetched; `failure` is why they are
    still the old ones.
    """

    refreshed: "Refreshed | None" = None
    failure: SsoError | None = None


@frozen
class FoundRoles:
    """The roles of one instance; `problem` says why there are none."""

    instance: str
    freshness: Freshness
    roles: Sequence["Role"]
    problem: RoleNotFoundError | None = None


def fresh_roles(
    roles: StoredRoles, *, may_ask: bool, threads: int | None = None, old_will_do: bool = False
) -> Freshness:
    """Fetch the roles of an instance if they are stale.

    Raises SsoError if fetching fails; with `old_will_do` the error is returned instead, unless
    there are no old roles.
    """
    if not roles.are_stale():
        return Freshness()
    try:
        return Freshness(roles.fetch(may_ask=may_ask, threads=threads))
    except SsoError as error:
        if not old_will_do or roles.refreshed is None:
            raise
        return Freshness(failure=error)


def fresh_roles_of_all(instances: Sequence[Instance], *, may_ask: bool) -> Iterator[FoundRoles]:
    """Yield the roles of each instance; old ones if refreshing fails.

    Raises SsoError if fetching an instance's roles for the first time fails.
    """
    for one in instances:
        freshness = fresh_roles(one.roles, may_ask=may_ask, old_will_do=True)
        try:
            yield FoundRoles(one.name, freshness, one.roles.known())
        except RoleNotFoundError as error:
            yield FoundRoles(one.name, freshness, (), error)
