"""Finding the role that the user means."""

from collections.abc import Callable, Sequence
from typing import Protocol

from aws_sso.domain.aws.arn import partition_of
from aws_sso.domain.roles.roles import Role, role_from_arn
from aws_sso.domain.roles.selection import RoleChoice, not_found, the_one
from aws_sso.domain.settings.settings import InstanceSettings, Settings
from aws_sso.errors import RoleNotFoundError, UsageError


class Roles(Protocol):
    """The roles of an instance; `matching` does not look at all of them."""

    def matching(self, choice: RoleChoice) -> Sequence[Role]: ...
    def roles(self) -> Sequence[Role]: ...


def find_role(
    choice: RoleChoice,
    known: Callable[[], Roles],
    refresh: Callable[[], None],
    primary_tags: Sequence[str],
) -> Role:
    """Return the role, fetching the list of roles once if it is not in there.

    `primary_tags` name accounts in errors. Raises RoleNotFoundError, UsageError for half a choice,
    and whatever kept us from fetching.
    """
    found = the_one(known().matching(choice), choice)
    if found:
        return found
    problem = not_found(known().roles(), choice, primary_tags)
    if isinstance(problem, UsageError):
        raise problem
    refresh()
    found = the_one(known().matching(choice), choice)
    if found:
        return found
    raise not_found(known().roles(), choice)


def find_role_offline(
    choice: RoleChoice, known: Roles, settings: Settings, instance: InstanceSettings
) -> Role:
    """Return the role without asking AWS for the list.

    A role named in full need not be in the list: AWS knows best whether it is there. Raises
    RoleNotFoundError and UsageError.
    """
    found = the_one(known.matching(choice), choice)
    if found:
        return found
    arn = choice.as_arn(partition_of(instance.sso_region))
    if arn is None:
        raise not_found(known.roles(), choice)
    return role_from_arn(settings, instance, arn)


class FetchedRoles(Protocol):
    """The roles of an instance, and when they were fetched."""

    @property
    def refreshed(self) -> int | None: ...
    def roles(self) -> tuple[Role, ...]: ...


def known_roles(instance: str, known: FetchedRoles) -> tuple[Role, ...]:
    """Return all roles; raises RoleNotFoundError, with what to do, if there are none."""
    roles = known.roles()
    if roles:
        return roles
    if known.refreshed is not None:
        raise RoleNotFoundError(
            f"`{instance}` gives you no roles",
            "ask whoever manages your AWS access; `aws-sso cache` looks again",
        )
    raise RoleNotFoundError(
        f"the roles of `{instance}` were not fetched yet", "run `aws-sso login`"
    )
