"""`time`: the time until the shell's credentials expire."""

from aws_sso.cli.options.declared import declare
from aws_sso.cli.output import write
from aws_sso.domain.text.expiry import hours_and_minutes, seconds_of
from aws_sso.errors import SsoError
from aws_sso.parts.parts import Parts

_VARIABLE = "AWS_SSO_SESSION_EXPIRATION"


@declare("time", needs_config=False)
def command(parts: Parts) -> None:
    """Print the time until this shell's credentials expire, as HHhMMm, or `Expired`.

    Without aws-sso credentials in variables, uses the cached credentials of the profile in
    AWS_PROFILE.
    """
    text = parts.environ.get(_VARIABLE)
    left = _left(text, parts.now()) if text else _left_of_profile(parts)
    write(hours_and_minutes(left) + "\n")


def _left(text: str, now: float) -> float:
    try:
        return seconds_of(text) - now
    except ValueError:
        raise SsoError(
            f"`{_VARIABLE}` is not a valid time: {text}", "set it again with `aws-sso eval`"
        ) from None


def _left_of_profile(parts: Parts) -> float:
    name = parts.environ.get("AWS_PROFILE")
    found = parts.sdk.role_behind(name) if name else None
    if found is None:
        raise SsoError(
            f"no aws-sso credentials in this shell (`{_VARIABLE}` is not set)",
            "get some with `aws-sso eval` or `aws-sso exec`",
        )
    from aws_sso.parts.status import KeptEnds

    instance = found.instance or parts.instance.name
    ends = KeptEnds(parts).credentials(instance, str(found.arn))
    if ends is None:
        raise SsoError(
            f"no credentials cached for profile `{name}`",
            "the next program that uses the profile gets new ones",
        )
    return ends - parts.now()
