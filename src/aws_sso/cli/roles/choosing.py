"""A role's credentials as changes to an environment: what `eval` and `exec` share."""

from aws_sso.cli.roles.confirming import confirm_role
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.domain.shell.variables import EnvironmentChanges, changes_for
from aws_sso.parts.parts import Parts


def chosen_role(parts: Parts, choice: RoleChoice) -> Role | None:
    """Return the role that is meant, picked by the user where `choice` is empty.

    None if they had its console opened instead. Asks before a role that config.yaml wants asked
    for.
    """
    opens_console = False
    if choice:
        role = parts.instance.roles.find(choice)
    else:
        from aws_sso.cli.picker.picking import pick

        picked = pick(parts, parts.instance)
        role, opens_console = picked.role.role, picked.opens_console
    confirm_role(parts, role)
    if not opens_console:
        return role
    from aws_sso.cli.console.opening import open_home

    open_home(parts, parts.instance, role)
    return None


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
        parts.settings.roles.env_var_tags,
        set_region=set_region,
        overwrite_region=overwrite_region,
    )
