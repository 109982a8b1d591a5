"""`demo`: a tour against the emulator."""

import sys

from aws_sso.cli.options.declared import declare, flag
from aws_sso.parts.parts import Parts


@declare("demo", needs_config=False)
@flag("--tour", help="Only the tour, no shell to play in afterwards.")
def command(parts: Parts, tour: bool) -> int:
    """Sign in, list roles and use one, against a local Identity Center in a throw-away home.

    Nothing of yours is read or changed. On a terminal you get a shell afterwards to play in.
    """
    from aws_sso.cli.emulation.tour import run_tour

    interactive = sys.stdin.isatty() and sys.stdout.isatty() and not tour
    return run_tour(parts.environ, interactive)
