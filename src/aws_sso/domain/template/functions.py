"""Declares functions and checks their arguments as Go does."""

from aws_sso.annotations import Callable, Mapping, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.domain.template.errors import FunctionError
from aws_sso.domain.template.values import MISSING, Int64, Strings, Struct, type_name

_TYPES = {
    "string": "string",
    "int": "int",
    "int64": "int64",
    "float": "float64",
    "bool": "bool",
    "dict": "map[string]interface {}",
    "strings": "[]string",
}


@frozen
class Function:
    """A function: its parameters (`any`, or a key of `_TYPES`), and `rest` for any number more."""

    call: Callable[..., object]
    takes: tuple[str, ...]
    rest: str | None

    def __call__(self, arguments: Sequence[object], literal: Sequence[bool]) -> object:
        """Call it; `literal` says which arguments are constants, which adapt their type.

        Raises FunctionError for arguments that do not fit or that the function rejects.
        """
        count = len(arguments)
        if count < len(self.takes) or (self.rest is None and count > len(self.takes)):
            least = "at least " if self.rest else ""
            raise FunctionError(f"wants {least}{len(self.takes)} arguments, got {count}")
        wanted = (*self.takes, *[self.rest or "any"] * (count - len(self.takes)))
        return self.call(*map(_fitting, arguments, wanted, literal))


def declare(signature: str, call: Callable[..., object]) -> Function:
    """Declare a function with parameters: `string int any*` ends in any number of any type."""
    kinds = signature.split()
    if kinds and kinds[-1].endswith("*"):
        return Function(call, tuple(kinds[:-1]), kinds[-1][:-1])
    return Function(call, tuple(kinds), None)


def _fitting(value: object, wanted: str, literal: bool) -> object:
    if wanted == "any":
        return None if value is MISSING else value
    if value is MISSING:
        raise FunctionError(f"invalid value; expected {_TYPES[wanted]}")
    found = type_name(value)
    if found == _TYPES[wanted] and not isinstance(value, Struct):
        return value
    if literal and isinstance(value, int | float) and not isinstance(value, bool):
        if wanted == "float":
            return float(value)
        if wanted in ("int", "int64") and isinstance(value, int):
            return Int64(value) if wanted == "int64" else value
    raise FunctionError(f"wrong type for value; expected {_TYPES[wanted]}; got {found}")


def a_list(value: object) -> list[object]:
    """Return a list's items; raises FunctionError for anything else."""
    if isinstance(value, list):
        return list(value)
    raise FunctionError(f"cannot use type {type_name(value)} as a list")


def an_int(value: object) -> int:
    """Return a number of any kind, or a text of digits, as an integer, as sprig's cast does.

    Nonsense counts as 0.
    """
    if isinstance(value, int | float):
        return int(value)
    if isinstance(value, str):
        try:
            return int(value, 0) if not value.lstrip("+-").startswith("0") else int(value)
        except ValueError:
            return 0
    return 0


def a_float(value: object) -> float:
    """Return a number of any kind, or a text, as a float; nonsense counts as 0."""
    if isinstance(value, int | float):
        return float(value)
    try:
        return float(value) if isinstance(value, str) else 0.0
    except ValueError:
        return 0.0


def texts(values: Sequence[object], as_text: Callable[[object], str]) -> Strings:
    """Return the values that are not nil, as texts."""
    return Strings(as_text(value) for value in values if value is not None)


Table = Mapping[str, Function]
