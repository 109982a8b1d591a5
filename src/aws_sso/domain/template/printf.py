"""Go's fmt.Sprintf."""

import re

from aws_sso.annotations import Sequence
from aws_sso.domain.template.values import MISSING, printed, type_name

_VERB = re.compile(r"%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d+)?)?(.)?", re.DOTALL)
_PRECISE = re.compile(r"%[-+# 0]*(?:\*|\d+)?\.")
_WIDEST = 1000
_TOO_LARGE = 1_000_000


def sprintf(template: str, arguments: Sequence[object]) -> str:
    """Format as Go does, including complaints such as `%!d(string=x)`."""
    used = 0

    def number(text: str | None) -> int | None:
        nonlocal used
        if text == "*":
            used += 1
            value = arguments[used - 1] if used <= len(arguments) else None
            return value if isinstance(value, int) else None
        return int(text) if text else None

    def one(match: re.Match[str]) -> str:
        nonlocal used
        flags, width_text, precision_text, verb = match.groups()
        width = number(width_text)
        precise = _PRECISE.match(match.group()) is not None
        precision = number(precision_text) if precise else None
        if precise and precision is None:
            precision = 0
        if verb is None:
            return "%!(NOVERB)"
        if verb == "%":
            return "%"
        if used >= len(arguments):
            return f"%!{verb}(MISSING)"
        value = arguments[used]
        used += 1
        return _padded(_formatted(value, verb, flags, precision), flags, width, verb, value)

    cut = _crazy_number(template)
    text = _VERB.sub(one, template[:cut])
    if cut is not None:
        text += "%!(NOVERB)"
    rest = arguments[used:]
    if rest:
        extra = ", ".join(f"{type_name(value)}={printed(value)}" for value in rest)
        text += f"%!(EXTRA {extra})"
    return text


def _crazy_number(template: str) -> int | None:
    """Return the position of the first numbered verb that makes Go give up on the rest."""
    for match in _VERB.finditer(template):
        for text in match.groups()[1:3]:
            if text and text != "*" and int(text) > _TOO_LARGE:
                return match.start()
    return None


def _formatted(value: object, verb: str, flags: str, precision: int | None) -> str:
    plus = "+" if "+" in flags else " " if " " in flags else ""
    if value is None or value is MISSING:
        return "<nil>" if verb == "v" else f"%!{verb}(<nil>)"
    if verb == "T":
        return type_name(value)
    if verb == "v":
        if isinstance(value, str) and "#" in flags:
            return quoted(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return _signed(str(value), value, plus)
        return printed(value)
    if isinstance(value, list) and verb in "sdqx":
        return f"[{' '.join(_formatted(item, verb, flags, precision) for item in value)}]"
    if isinstance(value, dict) and verb in "sdqx":
        pairs = (
            f"{_formatted(key, verb, flags, precision)}:"
            f"{_formatted(value[key], verb, flags, precision)}"
            for key in sorted(value)
        )
        return f"map[{' '.join(pairs)}]"
    if isinstance(value, bool):
        return printed(value) if verb == "t" else _wrong(value, verb)
    if isinstance(value, str):
        return _string(value, verb, flags, precision)
    if isinstance(value, int):
        return _integer(value, verb, flags, precision, plus)
    if isinstance(value, float):
        return _float(value, verb, precision, plus)
    return _wrong(value, verb)


def _string(value: str, verb: str, flags: str, precision: int | None) -> str:
    if verb in "sq" and precision is not None:
        value = value[:precision]
    if verb == "s":
        return value
    if verb == "q":
        return quoted(value, ascii_only="+" in flags)
    if verb in "xX":
        text = value.encode()[:precision].hex()
        return text.upper() if verb == "X" else text
    return _wrong(value, verb)


def _integer(value: int, verb: str, flags: str, precision: int | None, plus: str) -> str:
    if verb in "doOxXb":
        base = {"d": "d", "o": "o", "O": "o", "x": "x", "X": "X", "b": "b"}[verb]
        digits = format(abs(value), base).rjust(precision or 0, "0")
        prefix = {"O": "0o"}.get(verb, "")
        if "#" in flags:
            prefix = {"x": "0x", "X": "0X", "o": "0", "b": "0b"}.get(verb, prefix)
        return _signed(("-" if value < 0 else "") + prefix + digits, value, plus)
    if verb in "cqU":
        point = value if 0 <= value <= 0x10FFFF else 0xFFFD
        if verb == "U":
            return f"U+{value:04X}"
        return chr(point) if verb == "c" else f"'{quoted(chr(point))[1:-1]}'"
    return _wrong(value, verb)


def _float(value: float, verb: str, precision: int | None, plus: str) -> str:
    if verb in "fFeE":
        digits = 6 if precision is None else precision
        return _signed(format(value, f".{digits}{verb}"), value, plus)
    if verb in "gG":
        if precision is None:
            return _signed(printed(value), value, plus)
        return _signed(format(value, f".{precision or 1}{verb}"), value, plus)
    return _wrong(value, verb)


def _signed(text: str, value: float, plus: str) -> str:
    return plus + text if plus and value >= 0 else text


def _wrong(value: object, verb: str) -> str:
    return f"%!{verb}({type_name(value)}={printed(value)})"


def _padded(text: str, flags: str, width: int | None, verb: str, value: object) -> str:
    if width is None or abs(width) <= len(text):
        return text
    width = max(-_WIDEST, min(width, _WIDEST))
    if "-" in flags or width < 0:
        return text.ljust(abs(width))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if "0" in flags and (number or verb in "sqxX"):
        sign = text[:1] if number and text[:1] in ("+", "-") else ""
        return sign + text[len(sign) :].rjust(width - len(sign), "0")
    return text.rjust(width)


def quoted(text: str, ascii_only: bool = False) -> str:
    """Return a Go string literal for `text` (strconv.Quote)."""
    named = {
        "\a": "\\a",
        "\b": "\\b",
        "\f": "\\f",
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\v": "\\v",
        "\\": "\\\\",
        '"': '\\"',
    }

    def one(c: str) -> str:
        if c in named:
            return named[c]
        if c.isprintable() and (not ascii_only or c.isascii()):
            return c
        point = ord(c)
        if point < 0x80:
            return f"\\x{point:02x}"
        return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"

    return '"' + "".join(map(one, text)) + '"'
