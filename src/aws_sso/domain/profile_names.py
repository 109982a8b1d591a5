"""Names of profiles: what `ProfileFormat` makes of a role."""

from collections.abc import Callable

from aws_sso.domain.roles import Role


def profile_namer(template: str) -> Callable[[Role], str]:
    """Return what names roles by a template; placeholder until the engine below lands."""
    if template == "{{ .AccountIdPad }}:{{ .RoleName }}":
        return lambda role: f"{role.account_id}:{role.role_name}"
    raise NotImplementedError(template)
