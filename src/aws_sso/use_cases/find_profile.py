"""Finds the role of a profile, in any instance."""

from aws_sso.annotations import Iterator, Protocol, Sequence, TypeVar
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice


class InstanceRoles(Protocol):
    """The roles of an instance; `find` fetches them if they were never fetched."""

    def find(self, choice: RoleChoice) -> Role: ...
    def find_offline(self, choice: RoleChoice) -> Role: ...


class HasRoles(Protocol):
    """An instance with its roles."""

    @property
    def roles(self) -> InstanceRoles: ...


One = TypeVar("One", bound=HasRoles, covariant=True)


class Instances(Protocol[One]):
    """The searched instances, and those with roles that match a choice."""

    @property
    def first(self) -> One: ...
    def matching(self, choice: RoleChoice) -> Iterator[tuple[One, Sequence[Role]]]: ...


def find_profile(
    instances: Instances[One], profile: str, *, offline: bool = False
) -> tuple[One, Role]:
    """Return a role by profile name, with its instance.

    `offline` never fetches, not even for the first time. Raises RoleNotFoundError, and any error
    from fetching.
    """
    choice = RoleChoice(profile=profile)
    for instance, found in instances.matching(choice):
        if len(found) == 1:
            return instance, found[0]
    first = instances.first
    return first, first.roles.find_offline(choice) if offline else first.roles.find(choice)
