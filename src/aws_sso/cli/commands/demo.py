"""`demo`: a tour against the emulator."""

import sys

import click

from aws_sso.cli.global_options import SsoCommand
from aws_sso.cli.wiring import Wiring


@click.command("demo", cls=SsoCommand)
@click.option("--tour", is_flag=True, help="Only the tour, no shell to play in afterwards.")
@click.pass_obj
def command(wiring: Wiring, tour: bool) -> int:
    """Sign in, list roles and use one, against a local Identity Center in a throw-away home.

    Nothing of yours is read or changed. On a terminal you get a shell afterwards to play in.
    """
    from aws_sso.cli.demo_tour import run_tour

    interactive = sys.stdin.isatty() and sys.stdout.isatty() and not tour
    return run_tour(wiring.environ, interactive)
