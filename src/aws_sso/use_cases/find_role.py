"""Finding the role that the user means."""

from collections.abc import Callable, Sequence

from aws_sso.domain.arn import partition_of
from aws_sso.domain.roles import Role, role_from_arn
from aws_sso.domain.selection import RoleChoice, choose
from aws_sso.domain.settings import InstanceSettings, Settings
from aws_sso.errors import RoleNotFoundError


def find_role(
    choice: RoleChoice, roles: Callable[[], Sequence[Role]], refresh: Callable[[], None]
) -> Role:
    """Return the role, fetching the list of roles once if it is not in there.

    Raises RoleNotFoundError, UsageError, and whatever kept us from fetching.
    """
    try:
        return choose(roles(), choice)
    except RoleNotFoundError:
        refresh()
    return choose(roles(), choice)


def find_role_offline(
    choice: RoleChoice, roles: Sequence[Role], settings: Settings, instance: InstanceSettings
) -> Role:
    """Return the role without asking AWS for the list.

    A role named in full need not be in the list: AWS knows best whether it is there. Raises
    RoleNotFoundError and UsageError.
    """
    try:
        return choose(roles, choice)
    except RoleNotFoundError:
        arn = choice.as_arn(partition_of(instance.sso_region))
        if arn is None:
            raise
        return role_from_arn(settings, instance, arn)
