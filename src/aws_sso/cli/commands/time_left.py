"""`time`: how long the shell's credentials last."""

from datetime import UTC, datetime

import click

from aws_sso.cli.options.everywhere import SsoCommand
from aws_sso.cli.output import write
from aws_sso.domain.text.expiry import hours_and_minutes, parse_time
from aws_sso.errors import SsoError
from aws_sso.parts.parts import Parts

_VARIABLE = "AWS_SSO_SESSION_EXPIRATION"


@click.command("time", cls=SsoCommand, needs_config=False)
@click.pass_obj
def command(parts: Parts) -> None:
    """Print how long the credentials in this shell last, as HHhMMm, or `Expired`."""
    text = parts.environ.get(_VARIABLE)
    if not text:
        raise SsoError(
            f"there are no credentials of ours in this shell (`{_VARIABLE}` is not set)",
            "get some with `aws-sso eval` or `aws-sso exec`",
        )
    try:
        expires = parse_time(text)
    except ValueError:
        raise SsoError(
            f"`{_VARIABLE}` does not hold a time: {text}", "set it anew with `aws-sso eval`"
        ) from None
    write(hours_and_minutes(expires - datetime.fromtimestamp(parts.now(), UTC)) + "\n")
