"""A role's credentials as changes to an environment: what `eval` and `exec` share."""

from aws_sso.cli.wiring import Wiring
from aws_sso.domain.roles import Role
from aws_sso.domain.selection import RoleChoice
from aws_sso.domain.variables import Changes, changes_for
from aws_sso.errors import UsageError


def role_variables(
    wiring: Wiring,
    choice: RoleChoice,
    *,
    min_ttl: int,
    set_region: bool,
    overwrite_region: bool = False,
) -> tuple[Role, Changes]:
    """Find the role, get credentials that are good for `min_ttl` minutes, and say what to set."""
    if not choice:
        raise UsageError(
            f"`{wiring.purpose.removeprefix('aws-sso ')}` needs a role",
            "name one with `--profile`; `aws-sso list` shows them all",
        )
    role = wiring.instance.find_role(choice)
    credentials = wiring.instance.credentials(role, min_ttl=min_ttl * 60)
    wiring.instance.note_use(role)
    changes = changes_for(
        role,
        credentials,
        wiring.environ,
        wiring.settings.env_var_tags,
        set_region=set_region,
        overwrite_region=overwrite_region,
    )
    return role, changes
