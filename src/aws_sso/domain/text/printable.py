"""Untrusted text, made safe for a terminal."""

_STYLES_AND_TABS = r"(\x1b\[[0-9;:]*m|\t)"
"""Colors and other styles (ECMA-48, SGR)."""


def printable(text: str) -> str:
    """Return `text` with every control and unassigned character written as an escape.

    Account and role names come from a server. A newline or escape sequence in one must not forge
    lines or move the cursor.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def printable_in_colors(text: str) -> str:
    """Return a line of a command's output like `printable`, but with its colors and tabs.

    A style ends with the line.
    """
    if text.isprintable():
        return text
    from re import split  # Imported here: few commands show another command's output.

    parts = split(_STYLES_AND_TABS, text)
    shown = "".join(part if number % 2 else printable(part) for number, part in enumerate(parts))
    return f"{shown}\x1b[0m" if "\x1b" in shown else shown
