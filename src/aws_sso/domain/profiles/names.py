"""Profile names, rendered from `ProfileFormat`."""

from aws_sso.annotations import Callable
from aws_sso.domain.roles.roles import Role
from aws_sso.errors import ConfigError

PLAIN = "{{ .AccountIdPad }}:{{ .RoleName }}"
"""The default of `ProfileFormat`."""


def profile_namer(template: str) -> Callable[[Role], str]:
    """Return a function that names roles; raises ConfigError for an invalid template.

    The function raises ConfigError if the template fails for a role.
    """
    if template == PLAIN:
        return lambda role: f"{role.account_id}:{role.role_name}"
    # Imported here: loading the engine takes longer than a cached answer.
    from aws_sso.domain.template.errors import TemplateError
    from aws_sso.domain.template.template import Template

    try:
        compiled = Template(template)
    except TemplateError as error:
        raise ConfigError(f"`ProfileFormat`: {error}", "see `aws-sso help profile-names`") from None

    def name(role: Role) -> str:
        try:
            return compiled.render(template_fields(role))
        except TemplateError as error:
            raise ConfigError(
                f"`ProfileFormat` fails for {role.arn}: {error}", "see `aws-sso help profile-names`"
            ) from None

    return name


def template_fields(role: Role) -> dict[str, object]:
    """Return the fields of a role that a template sees.

    `Id`, `Expires` and `ExpiresEpoch` change, but a name must not: here they are always 0 and
    empty.
    """
    from aws_sso.domain.template.values import Int64, StringMap

    return {
        "Id": 0,
        "AccountId": Int64(role.account_id),
        "AccountIdPad": role.account_id,
        "AccountAlias": role.account_alias,
        "AccountName": role.account_name,
        "Arn": role.arn,
        "DefaultRegion": role.default_region,
        "EmailAddress": role.email,
        "Expires": "",
        "ExpiresEpoch": Int64(0),
        "Profile": role.own_profile or "",
        "RoleName": role.role_name,
        "SSO": role.instance,
        "SSORegion": role.sso_region,
        "StartUrl": role.start_url,
        "Tags": StringMap(role.tags),
        "Via": role.via or "",
    }
