"""`lock`: forget the unlocked vault."""

import click

from aws_sso.cli.options.everywhere import SsoCommand
from aws_sso.cli.output import say
from aws_sso.parts.parts import Parts


@click.command("lock", cls=SsoCommand)
@click.pass_obj
def command(parts: Parts) -> None:
    """Forget what keeps the vault open, so that its store is asked again.

    The session and everything in the vault stay as they are.
    """
    say("locked" if parts.vaults.vault.lock() else "the vault was not unlocked")
