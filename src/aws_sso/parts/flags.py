"""The values of the global flags."""

from aws_sso.annotations import Any, Mapping
from aws_sso.domain.frozen import fields_of, frozen, replace


@frozen
class GlobalFlags:
    """The flags as given; None or false if not given."""

    config: str | None = None
    sso: str | None = None
    browser: str | None = None
    url_action: str | None = None
    auth_workflow: str | None = None
    level: str | None = None
    lines: bool = False
    sts_refresh: bool = False
    no_config_check: bool = False
    yes: bool = False


NAMES = fields_of(GlobalFlags)


def flags_from_variables(environ: Mapping[str, str]) -> GlobalFlags:
    """Return the flags set by the environment; an empty variable counts as unset."""
    return GlobalFlags(
        config=environ.get("AWS_SSO_CONFIG") or None,
        sso=environ.get("AWS_SSO") or None,
        browser=environ.get("AWS_SSO_BROWSER") or None,
    )


def merged(flags: GlobalFlags, given: Mapping[str, Any]) -> GlobalFlags:
    """Return flags, overridden by those on the command line."""
    return replace(flags, **{name: given[name] for name in NAMES if given.get(name) is not None})
