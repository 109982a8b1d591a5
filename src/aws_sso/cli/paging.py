"""Texts longer than the terminal: shown in the user's pager."""

import sys

from aws_sso.parts.parts import Parts


def page(parts: Parts, text: str) -> bool:
    """Show a text in the pager if it is longer than the terminal; tells whether that was done.

    If not (no terminal, no pager, or a short text), the caller prints it. The text goes to the
    terminal as it is: the caller has made it fit for one.
    """
    if not sys.stdout.isatty() or _fits(text):
        return False
    sys.stdout.flush()
    return parts.desktop.page(text)


def _fits(text: str) -> bool:
    """Tell whether a terminal shows all of it, and a prompt below."""
    import shutil

    columns, rows = shutil.get_terminal_size()
    lines = text.splitlines()
    if len(lines) >= rows:
        return False
    return sum(max(1, -(-len(line) // columns)) for line in lines) < rows
