"""Go values in Python, and how Go's fmt package prints them.

Go `int` is `int`, `int64` is `Int64`, `[]string` is `Strings`, `map[string]string` is `StringMap`;
`[]interface{}` and `map[string]interface{}` are `list` and `dict`, structs are `Struct`.
"""

from collections.abc import Mapping


class Int64(int):
    """Go's int64, a different type from its int."""


class Strings(list[str]):
    """Go's []string."""


class StringMap(dict[str, str]):
    """Go's map[string]string."""


class Struct(dict[str, object]):
    """A Go struct: a missing field is an error, not nothing."""


class _Missing:
    """The value of a missing map key: no value at all."""

    def __repr__(self) -> str:
        return "<no value>"


MISSING = _Missing()


def type_name(value: object) -> str:
    """Return the name of the value's Go type."""
    if value is None or value is MISSING:
        return "<nil>"
    for kind, name in (
        (bool, "bool"),
        (Int64, "int64"),
        (int, "int"),
        (float, "float64"),
        (str, "string"),
        (Strings, "[]string"),
        (list, "[]interface {}"),
        (StringMap, "map[string]string"),
        (Struct, "struct"),
        (dict, "map[string]interface {}"),
    ):
        if isinstance(value, kind):
            return name
    return type(value).__name__


def kind_name(value: object) -> str:
    """Return the name of the value's kind in Go's reflect package."""
    if value is None or value is MISSING:
        return "invalid"
    name = type_name(value)
    return "slice" if name.startswith("[]") else "map" if name.startswith("map[") else name


def is_true(value: object) -> bool:
    """Return whether `if` treats the value as true: not zero, not empty, not nothing."""
    return value is not MISSING and bool(value)


def printed(value: object) -> str:
    """Return the output of `{{ value }}` (fmt's `%v`)."""
    if value is MISSING:
        return "<no value>"
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, Mapping) and not isinstance(value, Struct):
        return f"map[{' '.join(f'{k}:{printed(value[k])}' for k in sorted(value, key=str))}]"
    if isinstance(value, list):
        return f"[{' '.join(printed(item) for item in value)}]"
    return str(value)


def float_text(value: float) -> str:
    """Return a float as `%v` prints it: shortest form, exponent from 1e21 and below 1e-4."""
    if value != value or value in (float("inf"), float("-inf")):
        return {"nan": "NaN", "inf": "+Inf", "-inf": "-Inf"}[str(value)]
    if value == 0:
        return "0"
    if 1e-4 <= abs(value) < 1e21:
        text = repr(value) if "e" not in repr(value) else f"{value:f}"
        return text.removesuffix(".0")
    mantissa, _, exponent = f"{value!r}".partition("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent):+03d}"
