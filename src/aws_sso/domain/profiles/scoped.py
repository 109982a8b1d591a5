"""Extra profiles for narrowed credentials: `NAME:SCOPE`, as set in config.yaml."""

from aws_sso.annotations import Collection, Mapping, Sequence
from aws_sso.domain.frozen import replace
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.scope.wish import READ_ONLY
from aws_sso.domain.settings.settings import AccountSettings, RoleSettings, Settings
from aws_sso.domain.text.nearest import nearest
from aws_sso.errors import ConfigError


def with_scoped(
    settings: Settings, roles: Sequence[Role]
) -> tuple[tuple[Role, ...], Mapping[str, str]]:
    """Return each role, followed by a copy for each of its narrowed profiles.

    Also returns the scopes by profile name.
    """
    found: list[Role] = []
    scopes: dict[str, str] = {}
    for role in roles:
        found.append(role)
        for scope in _scopes_of(settings, role):
            name = f"{role.profile}:{scope}"
            scopes[name] = scope
            found.append(replace(role, profile=name))
    return tuple(found), scopes


def _scopes_of(settings: Settings, role: Role) -> Sequence[str]:
    account = settings.instances[role.instance].accounts.get(role.account_id) or AccountSettings()
    own = account.roles.get(role.role_name) or RoleSettings()
    return tuple(dict.fromkeys((*account.scopes, *own.scopes)))


def scope_arguments(scope: str | None, policies: Collection[str]) -> list[str]:
    """Return the `process` arguments for a scope from config.yaml; none for None.

    `policies` are the names under `Policies`. Raises ConfigError for an unknown scope.
    """
    if scope is None:
        return []
    if scope == READ_ONLY:
        return ["--read-only"]
    if scope in policies:
        return ["--policy", scope]
    near = nearest(scope, (READ_ONLY, *policies))
    meant = f"did you mean `{near[0]}`? " if near else ""
    raise ConfigError(
        f"`Scopes` names `{scope}`, which is not under `Policies`",
        f"{meant}use `{READ_ONLY}` or a name under `Policies`",
    )
