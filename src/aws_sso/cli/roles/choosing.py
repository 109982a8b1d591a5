"""A role's credentials as changes to an environment: what `eval` and `exec` share."""

from aws_sso.cli.roles.confirming import confirm_role
from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.domain.shell.variables import EnvironmentChanges, changes_for
from aws_sso.parts.parts import Parts


def chosen_role(parts: Parts, choice: RoleChoice) -> Role | None:
    """Return the role that is meant, picked by the user where `choice` is empty.

    None if he had its console opened instead. Asks before a role that config.yaml wants asked for.
    """
    if choice:
        role = parts.instance.roles.find(choice)
    else:
        from aws_sso.cli.picker.picking import pick

        picked = pick(parts, parts.instance)
        role = picked.role.role
        if picked.opens_console:
            from aws_sso.cli.console.opening import open_console

            open_console(parts, RoleChoice(arn=RoleArn.parse(role.arn)))
            return None
    confirm_role(parts, role)
    return role


def role_variables(
    parts: Parts,
    role: Role,
    *,
    min_ttl: int,
    set_region: bool,
    overwrite_region: bool = False,
) -> EnvironmentChanges:
    """Get credentials that are good for `min_ttl` minutes, and say what to set."""
    credentials = parts.instance.credentials.of(role, min_ttl=min_ttl * 60)
    parts.instance.roles.note_use(role)
    return changes_for(
        role,
        credentials,
        parts.environ,
        parts.settings.env_var_tags,
        set_region=set_region,
        overwrite_region=overwrite_region,
    )
