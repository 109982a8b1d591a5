"""`explain`: why this shell, or a profile, has the identity it has."""

import click

from aws_sso.cli.completion import values
from aws_sso.cli.global_options import SsoCommand
from aws_sso.cli.output import write
from aws_sso.cli.wiring import Wiring
from aws_sso.domain.roles.selection import read_choice
from aws_sso.domain.text.printable import printable


@click.command("explain", cls=SsoCommand)
@click.option(
    "--profile", "-p", metavar="NAME", help="Profile to explain.", shell_complete=values.profiles
)
@click.option("--arn", "-a", metavar="ARN", help="Role to explain.", shell_complete=values.arns)
@click.pass_obj
def command(wiring: Wiring, profile: str | None, arn: str | None) -> None:
    """Tell which credentials AWS SDKs use here and why, or what is with a profile or role.

    Without an option: all places where SDKs look, in their order, which of them wins, and what it
    keeps from being used. With one: whether the role is known, from when, why it may be missing,
    how long its credentials and the session last, and what of this shell is in its way.
    Asks AWS nothing.
    """
    choice = read_choice(profile, arn, None, None)
    lines = wiring.explanation.of_role(choice) if choice else wiring.explanation.of_shell()
    write("".join(f"{printable(line)}\n" for line in lines))
