"""The role to use when the user named only an account."""

from aws_sso.annotations import Sequence
from aws_sso.domain.roles.history import Use
from aws_sso.domain.roles.roles import Role


def best_role(roles: Sequence[Role], uses: Sequence[Use], current: str | None) -> Role | None:
    """Return the role that is probably meant, or None if the user has to choose.

    That is the role in use (`current`, an ARN), the only role, or the last one used. More rights
    are never a reason. `uses` are sorted, latest first.
    """
    by_arn = {role.arn: role for role in roles}
    if current in by_arn:
        return by_arn[current]
    if len(roles) == 1:
        return roles[0]
    return next((by_arn[use.arn] for use in uses if use.arn in by_arn), None)
