"""Text for PowerShell, quoted so that no value can run anything."""

_QUOTES = "'\u2018\u2019\u201a\u201b"
"""Each of these ends a single-quoted text; doubled, it stands for itself."""
_DIGITS = "0123456789"
_PLAIN = frozenset(f"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz{_DIGITS}_./:=+%-")


def ascii_quoted(value: str) -> str:
    """Quote with single quotes; everything but printable ASCII becomes `[char]` codes (UTF-16).

    This keeps lines whole for `| iex` and avoids the encodings of consoles and files: Windows
    PowerShell reads a script without a byte order mark in the system's code page.
    """
    parts: list[str] = []
    text = ""
    for c in value:
        if " " <= c <= "~":
            text += "''" if c == "'" else c
            continue
        if text:
            parts.append(f"'{text}'")
            text = ""
        units = c.encode("utf-16-le", "surrogatepass")
        parts += [f"[char]{units[i] + 256 * units[i + 1]}" for i in range(0, len(units), 2)]
    if text or not parts:
        parts.append(f"'{text}'")
    # The first operand decides the meaning of `+`.
    return "+".join(parts if parts[0].startswith("'") else ["''", *parts])


def word(value: str) -> str:
    """Return `value` as an argument, quoted only if necessary.

    PowerShell may read a word that begins with a digit as a number: `1e3`, `0x10`, `5gb`.
    """
    digits, colon, _ = value.partition(":")
    may_be_number = value[:1] in _DIGITS and not (colon and digits.isdigit())
    if value and _PLAIN.issuperset(value) and not may_be_number:
        return value
    return "'" + "".join(c * 2 if c in _QUOTES else c for c in value) + "'"
