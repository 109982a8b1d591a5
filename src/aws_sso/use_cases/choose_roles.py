"""Finds all roles that match words, tags and prefixes, in every instance."""

from aws_sso.annotations import Callable, Protocol, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.fields import Row, with_prefix
from aws_sso.domain.roles.filtering import roles_with
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.tag_filters import with_tags
from aws_sso.errors import RoleNotFoundError


class InstanceRoles(Protocol):
    """The last fetched roles of an instance, and a way to fetch them for the first time."""

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
    """What roles must match: all words, the tags in all filters, a field's prefix."""

    words: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    prefix: str | None = None


@frozen
class ChooseRolesPorts:
    """What choosing needs: the instances to search, the chosen one first.

    `warn` is called for instances whose roles were never fetched; `now` is in Unix seconds.
    """

    searched: Sequence[Instance]
    primary_tags: Sequence[str]
    warn: Callable[[str], None]
    now: float


def choose_roles(ports: ChooseRolesPorts, wish: RolesWish) -> tuple[Role, ...]:
    """Return all matching roles; an empty request matches every role.

    Fetches the roles of the first instance if none were ever fetched. Raises RoleNotFoundError if
    no role matches, and UsageError for an invalid filter or prefix.
    """
    roles = all_known(ports.searched)
    having = {role.instance for role in roles}
    for one in ports.searched:
        if one.name not in having and one.roles.refreshed is None:
            ports.warn(
                f"the roles of `{one.name}` were never fetched; run `aws-sso login -S {one.name}`"
            )
    if not roles:
        raise RoleNotFoundError("you have no roles", "run `aws-sso cache` to look for new roles")
    if wish.words:
        roles = roles_with(wish.words, roles, ports.primary_tags)
    if wish.filters:
        roles = with_tags(roles, wish.filters)
    if wish.prefix is not None:
        rows = [Row(number, role, 0, ports.now) for number, role in enumerate(roles)]
        roles = [row.role for row in with_prefix(rows, wish.prefix)]
    return tuple(roles)


def all_known(searched: Sequence[Instance]) -> list[Role]:
    """Return all roles of instances, as last fetched; the first's are fetched if none ever were."""
    if all(one.roles.refreshed is None for one in searched):
        searched[0].roles.fetch_first()
    return [role for one in searched for role in one.roles.all()]
