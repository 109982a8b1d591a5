"""Profile names that more than one role has."""

from collections import defaultdict
from collections.abc import Iterable

from aws_sso.domain.roles import Role


def shared_profile_names(roles: Iterable[Role]) -> dict[str, tuple[Role, ...]]:
    """Return each profile name that is not unique, with the roles that share it."""
    by_name: dict[str, list[Role]] = defaultdict(list)
    for role in roles:
        by_name[role.profile].append(role)
    return {name: tuple(found) for name, found in by_name.items() if len(found) > 1}
