"""The role to use in an account where the user named only the account."""

from collections.abc import Sequence

from aws_sso.domain.roles.history import Use
from aws_sso.domain.roles.roles import Role


def best_role(roles: Sequence[Role], uses: Sequence[Use], current: str | None) -> Role | None:
    """Return the role that is meant, None where that is for the user to say.

    That is the one in use (`current`, an ARN), the only one, or the one used last; never one with
    more rights just because it has them. `uses` come the latest first.
    """
    by_arn = {role.arn: role for role in roles}
    if current in by_arn:
        return by_arn[current]
    if len(roles) == 1:
        return roles[0]
    return next((by_arn[use.arn] for use in uses if use.arn in by_arn), None)
