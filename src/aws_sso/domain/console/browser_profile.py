"""`BrowserProfile`: the browser profile in which a role's console opens."""

from aws_sso.domain.profiles.names import template_fields
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.settings.settings import InstanceSettings
from aws_sso.errors import ConfigError


def browser_profile(template: str | None, role: Role) -> str | None:
    """Render the template from config.yaml for a role; None for no profile.

    Raises ConfigError if the template cannot be parsed or fails for this role.
    """
    if not template:
        return None
    from aws_sso.domain.template.errors import TemplateError
    from aws_sso.domain.template.template import Template

    try:
        text = Template(template).render({**template_fields(role), "Profile": role.profile})
    except TemplateError as error:
        raise ConfigError(
            f"`BrowserProfile`: {error}",
            "it is a template like `ProfileFormat`; see `aws-sso help profile-names`",
        ) from None
    text = text.replace("<no value>", "").strip()  # what Go prints for a missing tag
    return text or None


def signing_in_to(instance: InstanceSettings) -> Role:
    """Return a stand-in role for an instance's sign-in page, where there is no role yet."""
    return Role(
        instance=instance.name,
        sso_region=instance.sso_region,
        start_url=instance.start_url,
        account_id="000000000000",
        account_name="",
        account_alias="",
        email="",
        role_name="",
        arn="",
        default_region=instance.default_region or "",
        via=None,
        source_identity=None,
        profile=instance.name,
    )
