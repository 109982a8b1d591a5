"""A role's credentials as changes to an environment: what `eval` and `exec` share."""

from aws_sso.cli.role_confirmation import confirm_role
from aws_sso.cli.wiring import Wiring
from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.domain.shell.variables import EnvironmentChanges, changes_for


def chosen_role(wiring: Wiring, choice: RoleChoice) -> Role | None:
    """Return the role that is meant, picked by the user where `choice` is empty.

    None if he had its console opened instead. Asks before a role that config.yaml wants asked for.
    """
    if choice:
        role = wiring.instance.find_role(choice)
    else:
        picked = wiring.pick(wiring.instance)
        role = picked.role.role
        if picked.opens_console:
            wiring.open_console(RoleChoice(arn=RoleArn.parse(role.arn)), None, None, None)
            return None
    confirm_role(wiring, role)
    return role


def role_variables(
    wiring: Wiring,
    role: Role,
    *,
    min_ttl: int,
    set_region: bool,
    overwrite_region: bool = False,
) -> EnvironmentChanges:
    """Get credentials that are good for `min_ttl` minutes, and say what to set."""
    credentials = wiring.instance.credentials(role, min_ttl=min_ttl * 60)
    wiring.instance.note_use(role)
    return changes_for(
        role,
        credentials,
        wiring.environ,
        wiring.settings.env_var_tags,
        set_region=set_region,
        overwrite_region=overwrite_region,
    )
