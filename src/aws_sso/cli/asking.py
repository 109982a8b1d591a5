"""Questions that a command asks, and whether there is anybody to ask."""

import sys
from typing import TYPE_CHECKING

from aws_sso.errors import UsageError

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts


def is_at_terminal() -> bool:
    """Tell whether somebody sits at a terminal that we read from and speak to."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def can_ask(parts: "Parts") -> bool:
    """Tell whether a question would be answered: by somebody, or by `--yes`."""
    return parts.flags.yes or is_at_terminal()


def can_pick(parts: "Parts") -> bool:
    """Tell whether there is a terminal on which a role can be picked."""
    return parts.environ.get("TERM", "") not in ("", "dumb") and parts.desktop.has_terminal()


def confirm(parts: "Parts", question: str) -> bool:
    """Ask a question that is answered with yes or no; anything but yes is no.

    Raises UsageError where nobody can be asked.
    """
    if parts.flags.yes:
        return True
    if not can_ask(parts):
        raise UsageError("there is no terminal to ask on", "answer in advance: `--yes`")
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
