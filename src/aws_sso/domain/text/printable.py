"""Untrusted text, made safe for a terminal."""


def printable(text: str) -> str:
    """Return `text` with every control and unassigned character written as an escape.

    Account and role names come from a server. A newline or escape sequence in one must not forge
    lines or move the cursor.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
