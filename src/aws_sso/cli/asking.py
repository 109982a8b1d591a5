"""Questions that a command asks, and whether anyone can answer."""

import sys

from aws_sso.annotations import TYPE_CHECKING
from aws_sso.domain.text.messages import SAY_YES
from aws_sso.errors import UsageError

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts


def is_at_terminal() -> bool:
    """Return whether stdin and stderr are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def can_ask(parts: "Parts") -> bool:
    """Return whether a question can be answered: by a person, or by `--yes`."""
    return parts.flags.yes or is_at_terminal()


def can_pick(parts: "Parts") -> bool:
    """Return whether there is a terminal for the picker."""
    return parts.desktop.terminal_kind not in ("", "dumb") and parts.desktop.has_terminal()


def confirm(parts: "Parts", question: str) -> bool:
    """Ask a yes-or-no question; anything but yes is no.

    Raises UsageError if nobody can be asked.
    """
    if parts.flags.yes:
        return True
    if not can_ask(parts):
        raise UsageError("cannot ask for confirmation: no terminal", SAY_YES)
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
