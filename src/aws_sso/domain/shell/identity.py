"""The identity that SDKs have in a shell: the source that wins, and whose it is."""

from enum import Enum

from aws_sso.annotations import Mapping, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.shell.sdk_chain import SdkFiles, Source, State, our_role, sources
from aws_sso.domain.text.expiry import seconds_of


class Origin(Enum):
    """Where the credentials that SDKs use come from, as far as known."""

    ERROR = "none: SDKs stop with an error"
    OUR_VARIABLES = "variables that we set"
    OTHER_VARIABLES = "variables that another program set"
    OUR_PROCESS = "our `process`"
    SDK_SIGN_IN = "a sign-in by the SDKs themselves"
    OTHER = "something else"


@frozen
class Winner:
    """The source that SDKs use, or stop at with an error.

    `role_arn` and `ends` (Unix seconds, None if unknown) are set for variables that we set.
    """

    source: Source
    origin: Origin
    role_arn: str | None = None
    ends: int | None = None

    @property
    def is_variables(self) -> bool:
        """Whether SDKs look further after the variables are unset."""
        return self.source.botocore == "env"


@frozen
class ShellIdentity:
    """All sources in the order of the SDKs' search, the winner, and the sources it shadows."""

    sources: tuple[Source, ...]
    winner: Winner | None
    shadowed: tuple[Source, ...]


class ProfileUse(Enum):
    """What SDKs do with a role's profile name."""

    OURS = "they get the role from aws-sso"
    SHADOWED = "another source takes precedence"
    ABSENT = "the role has no profile"
    UNREADABLE = "they cannot read their files"


@frozen
class SdkProfile:
    """A role's profile; `told` is the source that takes precedence, or the read error."""

    use: ProfileUse
    told: str = ""


def shell_identity(environ: Mapping[str, str], files: SdkFiles) -> ShellIdentity:
    """Return the source that SDKs use in an environment, and the sources it shadows."""
    found = tuple(sources(environ, files))
    used = _used(found)
    return ShellIdentity(
        found,
        _winner(used, environ) if used else None,
        tuple(source for source in found if source.state is State.SHADOWED),
    )


def sdk_profile(role: Role, environ: Mapping[str, str], files: SdkFiles) -> SdkProfile:
    """Return what SDKs use in an environment if `AWS_PROFILE` names the role's profile."""
    command = files.config.get(role.profile, {}).get("credential_process", "")
    if our_role(command) != role.arn:
        return SdkProfile(ProfileUse.ABSENT)
    used = _used(sources({**environ, "AWS_PROFILE": role.profile}, files))
    if used and used.botocore == "custom-process":
        return SdkProfile(ProfileUse.OURS)
    return SdkProfile(ProfileUse.SHADOWED, used.name if used else "something else")


def _used(found: Sequence[Source]) -> Source | None:
    return next((source for source in found if source.state.ends_the_search), None)


def _winner(used: Source, environ: Mapping[str, str]) -> Winner:
    if used.state is State.BROKEN:
        return Winner(used, Origin.ERROR)
    if used.botocore == "env":
        arn = environ.get("AWS_SSO_ROLE_ARN")
        if not arn:
            return Winner(used, Origin.OTHER_VARIABLES)
        return Winner(used, Origin.OUR_VARIABLES, arn, _end_of_variables(environ))
    if used.botocore == "custom-process" and used.told.startswith("ours"):
        return Winner(used, Origin.OUR_PROCESS)
    return Winner(used, Origin.SDK_SIGN_IN if used.botocore == "sso" else Origin.OTHER)


def _end_of_variables(environ: Mapping[str, str]) -> int | None:
    try:
        return int(seconds_of(environ.get("AWS_SSO_SESSION_EXPIRATION") or ""))
    except ValueError:
        return None
