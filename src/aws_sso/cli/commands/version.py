"""`version`: print the version."""

import click

from aws_sso.cli.global_options import SsoCommand
from aws_sso.cli.output import write
from aws_sso.cli.wiring import Wiring
from aws_sso.version import __version__


@click.command("version", cls=SsoCommand)
@click.pass_obj
def command(wiring: Wiring) -> None:
    """Print the version of this program."""
    write(f"aws-sso {__version__}\n")
