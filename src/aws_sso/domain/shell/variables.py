"""The environment variables that `eval` and `exec` set and `eval --clear` unsets."""

from aws_sso.annotations import Mapping, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.color import prompt_color
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.tags import tags_of
from aws_sso.domain.scope.wish import SCOPE_VARIABLE
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.expiry import iso_utc

REGION_VARIABLES = ("AWS_DEFAULT_REGION", "AWS_REGION")
TRACKING_VARIABLE = "AWS_SSO_DEFAULT_REGION"
CREDENTIAL_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
ROLE_VARIABLES = (
    "AWS_SSO",
    "AWS_SSO_ACCOUNT_ID",
    "AWS_SSO_ROLE_NAME",
    "AWS_SSO_ROLE_ARN",
    "AWS_SSO_PROFILE",
)
EXPIRY_VARIABLES = (
    "AWS_SSO_SESSION_EXPIRATION",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_SSO_EXPIRATION_EPOCH",
)
COLOR_VARIABLE = "AWS_SSO_COLOR"
"""The prompt's color; set only for roles that have one."""
PREVIOUS_VARIABLE = "AWS_SSO_PREVIOUS"
"""The shell's previous role and instance; set by `assume` only."""
TAG_PREFIX = "AWS_SSO_TAG_"
_TAG_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


@frozen
class EnvironmentChanges:
    """Changes to an environment: variables to set, in order, and variables to unset."""

    set: Mapping[str, str]
    unset: tuple[str, ...] = ()

    def applied_to(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Return a copy of `environ` with the changes made."""
        kept = {name: value for name, value in environ.items() if name not in self.unset}
        return {**kept, **self.set}


def changes_for(
    role: Role,
    credentials: RoleCredentials,
    environ: Mapping[str, str],
    tag_keys: Sequence[str],
    *,
    confirm_tags: Mapping[str, str] | None = None,
    set_region: bool = True,
    overwrite_region: bool = False,
    scope: str = "",
) -> EnvironmentChanges:
    """Return the variables for using `role`, narrowed to `scope`, in an environment.

    The region is set only if the user did not set one: there is none, or it equals the tracking
    variable and so came from us. An outdated tracking variable is unset. `set_region=False` leaves
    all of this alone. `confirm_tags` mark roles that need confirmation; these are red in the
    prompt.
    """
    ends = iso_utc(credentials.expires)
    values = {
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key.reveal(),
        "AWS_SESSION_TOKEN": credentials.session_token.reveal(),
        "AWS_SSO": role.instance,
        "AWS_SSO_ACCOUNT_ID": role.account_id,
        "AWS_SSO_ROLE_NAME": role.role_name,
        "AWS_SSO_ROLE_ARN": role.arn,
        "AWS_SSO_SESSION_EXPIRATION": ends,
        "AWS_SSO_PROFILE": role.profile,
        "AWS_CREDENTIAL_EXPIRATION": ends,
        "AWS_SSO_EXPIRATION_EPOCH": str(credentials.expires),
    }
    all_tags = tags_of(role)
    tags = {tag_variable(key): all_tags[key] for key in tag_keys if key in all_tags}
    # Tags of the previous role must not look like tags of this one.
    unset = [name for name in _tag_variables(environ) if name not in tags]
    color = prompt_color(role, confirm_tags or {})
    if color:
        values[COLOR_VARIABLE] = color
    elif COLOR_VARIABLE in environ:
        unset.append(COLOR_VARIABLE)
    if scope:
        values[SCOPE_VARIABLE] = scope
    elif SCOPE_VARIABLE in environ:
        unset.append(SCOPE_VARIABLE)
    if set_region:
        tracked = environ.get(TRACKING_VARIABLE)
        if overwrite_region or not has_own_region(environ):
            values |= dict.fromkeys((*REGION_VARIABLES, TRACKING_VARIABLE), role.default_region)
        elif tracked is not None:
            unset.append(TRACKING_VARIABLE)
    return EnvironmentChanges(values | tags, tuple(unset))


def has_own_region(environ: Mapping[str, str]) -> bool:
    """Return whether the user set a region: one that differs from the tracking variable."""
    tracked = environ.get(TRACKING_VARIABLE)
    present = [environ[name] for name in REGION_VARIABLES if environ.get(name)]
    return any(region != tracked for region in present)


def changes_to_clear(environ: Mapping[str, str]) -> EnvironmentChanges:
    """Return the changes that undo `changes_for`; a region that the user set later stays.

    The previous role stays recorded, so that `assume -` can go back to it.
    """
    unset = [*CREDENTIAL_VARIABLES, *ROLE_VARIABLES, *EXPIRY_VARIABLES]
    unset += [COLOR_VARIABLE, SCOPE_VARIABLE]
    tracked = environ.get(TRACKING_VARIABLE)
    if tracked is not None:
        unset += [name for name in REGION_VARIABLES if environ.get(name) == tracked]
        unset.append(TRACKING_VARIABLE)
    unset += _tag_variables(environ)
    return EnvironmentChanges({}, tuple(unset))


def tag_variable(key: str) -> str:
    """Return the variable for a tag: upper case, with `_` for all but ASCII letters and digits."""
    return TAG_PREFIX + "".join(c if c in _TAG_CHARACTERS else "_" for c in key.upper())


def _tag_variables(environ: Mapping[str, str]) -> list[str]:
    """Return the tag variables in an environment: names that `tag_variable` can produce.

    Shells evaluate the text that unsets them, and other names could run commands there.
    """
    return [
        name for name in environ if name.startswith(TAG_PREFIX) and _TAG_CHARACTERS.issuperset(name)
    ]
