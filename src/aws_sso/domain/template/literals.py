"""Go's literals: numbers, strings, characters."""

import re

_ESCAPES = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
}
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)", re.DOTALL)


def number(text: str) -> int | float:
    """Return a number literal's value; raises ValueError.

    Integers: decimal, `0x`, `0o`, `0b`, or octal with a leading zero; `_` between digits.
    """
    plain = text.replace("_", "")
    body = plain.lstrip("+-")
    sign = -1 if plain.startswith("-") else 1
    if re.fullmatch(r"0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+", body):
        return sign * int(body, 0)
    if re.fullmatch(r"0[0-7]+", body):
        return sign * int(body, 8)
    if re.fullmatch(r"[0-9]+", body):
        return sign * int(body)
    value = float(plain)
    # As in Go, a constant such as 1.5e3 with an integer value can be used as an integer.
    return int(value) if value.is_integer() and abs(value) < 2**63 else value


def string(text: str) -> str:
    """Return a quoted string's value; raises ValueError for an unknown escape."""
    return _ESCAPE.sub(lambda match: _unescaped(match.group(1), '"'), text[1:-1])


def character(text: str) -> int:
    """Return a character literal's code point; raises ValueError if it is not one character."""
    value = _ESCAPE.sub(lambda match: _unescaped(match.group(1), "'"), text[1:-1])
    if len(value) != 1:
        raise ValueError(f"malformed character constant: {text}")
    return ord(value)


def _unescaped(escape: str, quote: str) -> str:
    if escape[0] in "xuU" and len(escape) > 1:
        return chr(int(escape[1:], 16))
    if len(escape) == 3:
        return chr(int(escape, 8))
    if escape not in _ESCAPES or (escape in "'\"" and escape != quote):
        raise ValueError(f"unknown escape \\{escape}")
    return _ESCAPES[escape]
