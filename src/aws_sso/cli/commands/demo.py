"""`demo`: a tour against the emulator."""

import sys

from aws_sso.cli.options.declared import declare, flag
from aws_sso.parts.parts import Parts


@declare("demo", needs_config=False)
@flag("--tour", help="Run the tour only, without a shell afterwards.")
def command(parts: Parts, tour: bool) -> int:
    """Sign in, list roles and use one, against a local Identity Center in a temporary home.

    Your own files are not read or changed. On a terminal, you get a shell afterwards to try things.
    """
    from aws_sso.cli.emulation.tour import run_tour

    interactive = sys.stdin.isatty() and sys.stdout.isatty() and not tour
    return run_tour(parts.environ, interactive)
