"""Which roles are meant by words, tags and prefixes: all that match, in every instance."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.fields import Row, with_prefix
from aws_sso.domain.roles.filtering import roles_with
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.tag_filters import with_tags
from aws_sso.errors import RoleNotFoundError


class InstanceRoles(Protocol):
    """The roles of an instance as fetched last, and what fetches them for the first time."""

    @property
    def refreshed(self) -> int | None: ...
    def all(self) -> Sequence[Role]: ...
    def fetch_first(self) -> None: ...


class Instance(Protocol):
    """An Identity Center instance."""

    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> InstanceRoles: ...


@frozen
class RolesWish:
    """What roles have to have: all words, the tags of all filters, a field that begins so."""

    words: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    prefix: str | None = None


@frozen
class ChooseRolesPorts:
    """What choosing needs: the instances to look in, the chosen one first.

    `warn` is told of those whose roles were never fetched; `now` is in Unix seconds.
    """

    searched: Sequence[Instance]
    primary_tags: Sequence[str]
    warn: Callable[[str], None]
    now: float


def choose_roles(ports: ChooseRolesPorts, wish: RolesWish) -> tuple[Role, ...]:
    """Return all roles that meet the wish; an empty one is met by every role.

    Fetches the roles of the first instance if none were ever fetched. Raises RoleNotFoundError for
    none, and UsageError for a filter or prefix that cannot be read.
    """
    if all(one.roles.refreshed is None for one in ports.searched):
        ports.searched[0].roles.fetch_first()
    roles: list[Role] = []
    for one in ports.searched:
        found = one.roles.all()
        roles += found
        if not found and one.roles.refreshed is None:
            ports.warn(
                f"the roles of `{one.name}` were never fetched; `aws-sso login -S {one.name}` does"
            )
    if not roles:
        raise RoleNotFoundError("you have no roles", "`aws-sso cache` looks for new ones")
    if wish.words:
        roles = roles_with(wish.words, roles, ports.primary_tags)
    if wish.filters:
        roles = with_tags(roles, wish.filters)
    if wish.prefix:
        now = datetime.fromtimestamp(ports.now, UTC)
        rows = [Row(number, role, 0, now) for number, role in enumerate(roles)]
        roles = [row.role for row in with_prefix(rows, wish.prefix)]
    return tuple(roles)
