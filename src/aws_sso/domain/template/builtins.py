"""The built-in functions of text/template; `and` and `or` are in the evaluator."""

import html
from urllib.parse import quote_plus

from aws_sso.domain.template.errors import FunctionError
from aws_sso.domain.template.functions import Table, declare
from aws_sso.domain.template.printf import sprintf
from aws_sso.domain.template.values import MISSING, StringMap, is_true, printed, type_name


def _length(value: object) -> int:
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, list | dict):
        return len(value)
    raise FunctionError(f"len of type {type_name(value)}")


def _index(value: object, *keys: object) -> object:
    for key in keys:
        if isinstance(value, dict):
            if not isinstance(key, str):
                raise FunctionError(f"value has type {type_name(key)}; should be string")
            value = value.get(key, "" if isinstance(value, StringMap) else MISSING)
        elif isinstance(value, list | str):
            if not isinstance(key, int) or isinstance(key, bool):
                raise FunctionError(f"cannot index slice/array with type {type_name(key)}")
            items = value.encode() if isinstance(value, str) else value
            if not 0 <= key < len(items):
                raise FunctionError(f"index out of range: {key}")
            value = items[key]
        else:
            raise FunctionError(f"can't index item of type {type_name(value)}")
    return value


def sprint(*values: object) -> str:
    """Join values as fmt.Sprint does: a space between two when neither is a string."""
    parts: list[str] = []
    for number, value in enumerate(values):
        if number and not isinstance(value, str) and not isinstance(values[number - 1], str):
            parts.append(" ")
        parts.append(printed(value))
    return "".join(parts)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int"
    if isinstance(value, float):
        return "float"
    if isinstance(value, str):
        return "string"
    raise FunctionError(f"cannot compare a value of type {type_name(value)}")


def _equal(first: object, *others: object) -> bool:
    if not others:
        raise FunctionError("missing argument for comparison")
    if first is None or any(other is None for other in others):
        return any(first is other for other in others)
    for other in others:
        if _kind(first) != _kind(other):
            raise FunctionError("incompatible types for comparison")
        if first == other:
            return True
    return False


def _less(first: object, second: object) -> bool:
    kind = _kind(first)
    if kind != _kind(second):
        raise FunctionError("incompatible types for comparison")
    if kind == "bool":
        raise FunctionError("invalid type for comparison")
    return bool(first < second)  # type: ignore[operator]  # numbers or texts, both of one kind


def _slice(value: object, *bounds: int) -> object:
    if not isinstance(value, str | list):
        raise FunctionError(f"can't slice item of type {type_name(value)}")
    start, end = (*bounds, *(0, len(value))[len(bounds) :])[:2]
    if not 0 <= start <= end <= len(value):
        raise FunctionError(f"slice index out of range: {start}:{end}")
    return value[start:end]


def _not_callable(value: object, *rest: object) -> object:
    raise FunctionError(f"non-function of type {type_name(value)}")


def _js(*values: object) -> str:
    escapes = {
        "\\": "\\\\",
        "'": "\\'",
        '"': '\\"',
        "<": "\\u003C",
        ">": "\\u003E",
        "&": "\\u0026",
        "=": "\\u003D",
        "\n": "\\u000A",
        "\r": "\\u000D",
        "\t": "\\u0009",
    }
    return "".join(escapes.get(c, c) for c in sprint(*values))


FUNCTIONS: Table = {
    "call": declare("any any*", _not_callable),
    "eq": declare("any any*", _equal),
    "ge": declare("any any", lambda a, b: not _less(a, b)),
    "gt": declare("any any", lambda a, b: _less(b, a)),
    "html": declare(
        "any*",
        lambda *v: html.escape(sprint(*v)).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
    ),
    "index": declare("any any*", _index),
    "js": declare("any*", _js),
    "le": declare("any any", lambda a, b: not _less(b, a)),
    "len": declare("any", _length),
    "lt": declare("any any", _less),
    "ne": declare("any any", lambda a, b: not _equal(a, b)),
    "not": declare("any", lambda value: not is_true(value)),
    "print": declare("any*", sprint),
    "printf": declare("string any*", lambda template, *values: sprintf(template, values)),
    "println": declare("any*", lambda *v: " ".join(map(printed, v)) + "\n"),
    "slice": declare("any int*", _slice),
    "urlquery": declare("any*", lambda *v: quote_plus(sprint(*v))),
}
