"""`explain`: why this shell, or a profile, has the identity it has."""

import click

from aws_sso.cli.completion import values
from aws_sso.cli.explanation import Explanation
from aws_sso.cli.options.everywhere import SsoCommand
from aws_sso.cli.output import write
from aws_sso.domain.roles.selection import read_choice
from aws_sso.domain.text.printable import printable
from aws_sso.parts.parts import Parts


@click.command("explain", cls=SsoCommand, needs_config=False)
@click.option(
    "--profile", "-p", metavar="NAME", help="Profile to explain.", shell_complete=values.profiles
)
@click.option("--arn", "-a", metavar="ARN", help="Role to explain.", shell_complete=values.arns)
@click.pass_obj
def command(parts: Parts, profile: str | None, arn: str | None) -> None:
    """Tell which credentials AWS SDKs use here and why, or what is with a profile or role.

    Without an option: all places where SDKs look, in their order, which of them wins, and what it
    keeps from being used. With one: whether the role is known, from when, why it may be missing,
    how long its credentials and the session last, and what of this shell is in its way.
    Asks AWS nothing.
    """
    choice = read_choice(profile, arn, None, None)
    told = Explanation(parts)
    lines = told.of_role(choice) if choice else told.of_shell()
    write("".join(f"{printable(line)}\n" for line in lines))
