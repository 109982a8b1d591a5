"""The role that a shell has from us, through variables or a profile."""

from aws_sso.annotations import Callable, Mapping
from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.frozen import frozen
from aws_sso.domain.text.expiry import seconds_of

VARIABLES, PROFILE, SERVER = "variables", "profile", "server"
"""How a shell got its role."""


@frozen
class ProfileRole:
    """The role behind one of our SDK profiles; `instance` is None for the default."""

    arn: RoleArn
    instance: str | None


@frozen
class ShellRole:
    """A shell's role; `ends` is when its variables expire (Unix seconds), None if unknown.

    `source` is how the shell got it: from VARIABLES, a PROFILE, or a SERVER. `instance` is None for
    the default one.
    """

    source: str
    profile: str
    arn: RoleArn
    instance: str | None
    ends: int | None = None

    @property
    def renews_itself(self) -> bool:
        """Whether programs get new credentials after these have expired."""
        return self.source != VARIABLES

    @property
    def in_words(self) -> str:
        """The profile name, with role and account if it does not contain them."""
        name = self.profile or f"{self.arn.account_id}:{self.arn.role_name}"
        if self.arn.role_name in name and self.arn.account_id in name:
            return name
        return f"{name} ({self.arn.role_name} in {self.arn.account_id})"


def role_of_shell(
    environ: Mapping[str, str], profile_role: Callable[[str], ProfileRole | None]
) -> ShellRole | None:
    """Return the role that programs in an environment get from us; None for none.

    `profile_role` returns the role behind a profile name, None for a profile that is not ours. It
    is called only if no variables take precedence.
    """
    arn = _arn(environ.get("AWS_SSO_ROLE_ARN", ""))
    if arn and environ.get("AWS_ACCESS_KEY_ID"):
        return _held(environ, arn, VARIABLES, end_of_variables(environ))
    if arn and environ.get("AWS_CONTAINER_CREDENTIALS_FULL_URI"):
        return _held(environ, arn, SERVER, None)
    name = environ.get("AWS_PROFILE")
    if not name or environ.get("AWS_ACCESS_KEY_ID"):
        return None
    found = profile_role(name)
    return ShellRole(PROFILE, name, found.arn, found.instance) if found else None


def end_of_variables(environ: Mapping[str, str]) -> int | None:
    """Return when an environment's credentials expire (Unix seconds), None if unknown.

    Never raises: an unreadable value counts as unknown.
    """
    text = environ.get("AWS_SSO_SESSION_EXPIRATION")
    if not text:
        return None
    try:
        return int(seconds_of(text))
    except (ValueError, OverflowError):
        return None


def _held(environ: Mapping[str, str], arn: RoleArn, source: str, ends: int | None) -> ShellRole:
    profile = environ.get("AWS_SSO_PROFILE", "")
    return ShellRole(source, profile, arn, environ.get("AWS_SSO") or None, ends)


def _arn(text: str) -> RoleArn | None:
    try:
        return RoleArn.parse(text)
    except ValueError:
        return None
