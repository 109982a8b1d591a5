"""`lock`: forget the unlocked vault."""

import click

from aws_sso.cli.global_options import SsoCommand
from aws_sso.cli.output import say
from aws_sso.cli.wiring import Wiring


@click.command("lock", cls=SsoCommand)
@click.pass_obj
def command(wiring: Wiring) -> None:
    """Forget what keeps the vault open, so that its store is asked again.

    The session and everything in the vault stay as they are.
    """
    say("locked" if wiring.vault.lock() else "the vault was not unlocked")
