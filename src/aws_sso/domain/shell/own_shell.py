"""What a shell already has: one of our roles (valid or expired) or credentials from elsewhere."""

from aws_sso.annotations import Mapping
from aws_sso.domain.shell.variables import CREDENTIAL_VARIABLES

_PROFILE = "AWS_PROFILE"
_KEYS = CREDENTIAL_VARIABLES[:2]


def has_role(environ: Mapping[str, str]) -> bool:
    """Return whether a shell has aws-sso credentials, valid or expired."""
    return bool(environ.get("AWS_SSO_ROLE_ARN")) and bool(environ.get(_KEYS[0]))


def has_expired(environ: Mapping[str, str], now: float) -> bool:
    """Return whether a shell's aws-sso credentials have expired; `now` is in Unix seconds."""
    if not has_role(environ):
        return False
    from aws_sso.domain.shell.current import end_of_variables

    ends = end_of_variables(environ)
    return ends is not None and ends <= now


def in_the_way(environ: Mapping[str, str], *, ours_too: bool) -> tuple[str, ...]:
    """Return the variables that `exec` must not replace without being told to.

    Includes keys that we set only with `ours_too`.
    """
    names = (_PROFILE,) if has_role(environ) and not ours_too else (_PROFILE, *_KEYS)
    return tuple(name for name in names if environ.get(name))


def way_out(environ: Mapping[str, str], names: tuple[str, ...]) -> str:
    """Return what to do about variables in the way."""
    ways = []
    if has_role(environ) and _KEYS[0] in names:
        ways.append("switch this shell with `assume NAME`, or leave it with `exit`")
        names = tuple(name for name in names if name == _PROFILE)
    if names:
        ways.append(f"`unset {' '.join(names)}`")
    return "; ".join([*ways, "or replace them with `--overwrite-env` (`-O`)"])


def is_of_shell(instance: str, environ: Mapping[str, str]) -> bool:
    """Return whether the instance comes from the shell's role and not from the user."""
    return has_role(environ) and environ.get("AWS_SSO") == instance


def name_of_role(environ: Mapping[str, str]) -> str:
    """Return the display name of a shell's role."""
    return environ.get("AWS_SSO_PROFILE") or environ.get("AWS_SSO_ROLE_ARN", "")
