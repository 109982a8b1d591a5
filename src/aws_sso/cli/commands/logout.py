"""`logout`: end the session, at AWS and here."""

import click

from aws_sso.cli.global_options import SsoCommand
from aws_sso.cli.output import say
from aws_sso.cli.wiring import Wiring


@click.command("logout", cls=SsoCommand)
@click.pass_obj
def command(wiring: Wiring) -> None:
    """End the session at AWS and delete token, registration and credentials of the instance.

    The vault's key for the instance is replaced, so that copies of its records no longer open.
    Role credentials that programs hold already stay good until they expire.
    """
    wiring.prepare_folder()
    name = wiring.instance.name
    if wiring.instance.sign_out():
        say(f"signed out of `{name}`")
    else:
        say(f"there was no session of `{name}`; deleted what was kept of it")
