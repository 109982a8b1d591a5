"""Shows texts longer than the terminal in the user's pager."""

import sys

from aws_sso.parts.parts import Parts


def page(parts: Parts, text: str) -> bool:
    """Show a text in the pager if it is longer than the terminal; returns whether it was shown.

    If not (no terminal, no pager, or a short text), the caller prints it. The text is passed on
    unchanged; the caller must have made it safe for a terminal.
    """
    if not sys.stdout.isatty() or _fits(text):
        return False
    sys.stdout.flush()
    return parts.desktop.page(text)


def _fits(text: str) -> bool:
    """Return whether a terminal shows all of it, and a prompt below."""
    import shutil

    columns, rows = shutil.get_terminal_size()
    lines = text.splitlines()
    if len(lines) >= rows:
        return False
    return sum(max(1, -(-len(line) // columns)) for line in lines) < rows
