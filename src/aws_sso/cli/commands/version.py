"""`version`: print the version."""

import click

from aws_sso.cli.options.everywhere import SsoCommand
from aws_sso.cli.output import write
from aws_sso.parts.parts import Parts
from aws_sso.version import __version__


@click.command("version", cls=SsoCommand, needs_config=False)
@click.pass_obj
def command(parts: Parts) -> None:
    """Print the version of this program."""
    write(f"aws-sso {__version__}\n")
