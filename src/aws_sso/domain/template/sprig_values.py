"""sprig's functions on lists, dicts, numbers, types and defaults."""

import math
from functools import reduce

from aws_sso.annotations import Callable
from aws_sso.domain.template.errors import FunctionError
from aws_sso.domain.template.functions import Table, a_float, a_list, an_int, declare
from aws_sso.domain.template.values import (
    Int64,
    Strings,
    is_true,
    kind_name,
    printed,
    type_name,
)
from aws_sso.domain.template.versions import semver, semver_compare

_LONGEST = 10_000


def _fail(message: str) -> object:
    raise FunctionError(message)


def _default(fallback: object, *given: object) -> object:
    return given[0] if given and is_true(given[0]) else fallback


def _first(value: object) -> object:
    items = a_list(value)
    return items[0] if items else None


def _last(value: object) -> object:
    items = a_list(value)
    return items[-1] if items else None


def _uniq(value: object) -> list[object]:
    kept: list[object] = []
    for item in a_list(value):
        if item not in kept:
            kept.append(item)
    return kept


def _slice(value: object, *bounds: object) -> list[object]:
    items = a_list(value)
    numbers = [an_int(bound) for bound in bounds]
    start, end = (*numbers, *(0, len(items))[len(numbers) :])[:2]
    if not 0 <= start <= end <= len(items):
        raise FunctionError(f"slice bounds out of range: {start}:{end} of {len(items)}")
    return items[start:end]


def _chunk(size: int, value: object) -> list[object]:
    if size < 1:
        raise FunctionError("chunk: the size must be 1 or more")
    items = a_list(value)
    return [items[start : start + size] for start in range(0, len(items), size)]


def _numbers(start: int, stop: int, step: int) -> list[int]:
    if step == 0 or (stop - start) * step < 0:
        return []
    if abs((stop - start) // step) > _LONGEST:
        raise FunctionError("the list of numbers is too long")
    return list(range(start, stop, step))


def _seq(*numbers: int) -> str:
    if len(numbers) == 1:
        start, step, end = 1, -1 if numbers[0] < 1 else 1, numbers[0]
    elif len(numbers) == 2:
        start, end = numbers
        step = -1 if end < start else 1
    elif len(numbers) == 3:
        start, step, end = numbers
    else:
        return ""
    return " ".join(map(str, _numbers(start, end + (1 if step > 0 else -1), step)))


def _dict(*pairs: object) -> dict[str, object]:
    values = [*pairs, ""] if len(pairs) % 2 else list(pairs)
    return {printed(values[n]): values[n + 1] for n in range(0, len(values), 2)}


def _with(values: dict[str, object], key: str, value: object) -> dict[str, object]:
    values[key] = value
    return values


def _without(values: dict[str, object], key: str) -> dict[str, object]:
    values.pop(key, None)
    return values


def _dig(*arguments: object) -> object:
    *keys, fallback, values = arguments
    if not keys:
        raise FunctionError("dig needs at least a key, a default and a dict")
    for key in keys:
        if not isinstance(values, dict) or key not in values:
            return fallback
        values = values[key]
    return values


def _merged(*dicts: dict[str, object]) -> dict[str, object]:
    """Add missing keys to the first dict from the others, in order."""
    target = dicts[0]
    for source in dicts[1:]:
        for key, value in source.items():
            there = target.get(key)
            if isinstance(there, dict) and isinstance(value, dict):
                _merged(there, value)
            elif not is_true(there):
                target[key] = value
    return target


def _overwritten(*dicts: dict[str, object]) -> dict[str, object]:
    for source in dicts[1:]:
        dicts[0].update(source)
    return dicts[0]


def _divided(a: object, b: object) -> Int64:
    if an_int(b) == 0:
        raise FunctionError("integer divide by zero")
    quotient = abs(an_int(a)) // abs(an_int(b))
    return Int64(quotient if (an_int(a) < 0) == (an_int(b) < 0) else -quotient)


def _remainder(a: object, b: object) -> Int64:
    return Int64(an_int(a) - an_int(b) * _divided(a, b))


def _rounded(value: object, places: int, *half: float) -> float:
    boundary = half[0] if half else 0.5
    factor = 10.0**places
    digit, whole = math.modf(factor * a_float(value))
    if digit >= boundary:
        return math.ceil(factor * a_float(value)) / factor
    return whole / factor


def _over_ints(combine: Callable[[int, int], int]) -> Callable[..., Int64]:
    return lambda *values: Int64(reduce(combine, map(an_int, values)))


def _over_floats(combine: Callable[[float, float], float]) -> Callable[..., float]:
    return lambda *values: reduce(combine, map(a_float, values))


def _coalesce(*values: object) -> object:
    return next((value for value in values if is_true(value)), None)


def _atoi(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        return 0


def _to_decimal(value: object) -> Int64:
    try:
        return Int64(int(printed(value), 8))
    except ValueError:
        return Int64(0)


_add = _over_ints(lambda a, b: a + b)
_mul = _over_ints(lambda a, b: a * b)

FUNCTIONS: Table = {
    "add": declare("any*", lambda *v: _add(0, *v)),
    "add1": declare("any", lambda value: Int64(an_int(value) + 1)),
    "add1f": declare("any", lambda value: a_float(value) + 1),
    "addf": declare("any*", lambda *v: _over_floats(lambda a, b: a + b)(0.0, *v)),
    "all": declare("any*", lambda *v: all(map(is_true, v))),
    "any": declare("any*", lambda *v: any(map(is_true, v))),
    "append": declare("any any", lambda value, item: [*a_list(value), item]),
    "atoi": declare("string", _atoi),
    "biggest": declare("any any*", _over_ints(max)),
    "ceil": declare("any", lambda value: float(math.ceil(a_float(value)))),
    "chunk": declare("int any", _chunk),
    "coalesce": declare("any*", _coalesce),
    "compact": declare("any", lambda value: [i for i in a_list(value) if is_true(i)]),
    "concat": declare("any*", lambda *lists: [i for items in lists for i in a_list(items)]),
    "deepCopy": declare("any", lambda value: dict(value) if isinstance(value, dict) else value),
    "deepEqual": declare("any any", lambda a, b: type_name(a) == type_name(b) and a == b),
    "default": declare("any any*", _default),
    "dict": declare("any*", _dict),
    "dig": declare("any any*", _dig),
    "div": declare("any any", _divided),
    "divf": declare("any any*", _over_floats(lambda a, b: a / b if b else math.inf)),
    "empty": declare("any", lambda value: not is_true(value)),
    "fail": declare("string", _fail),
    "first": declare("any", _first),
    "float64": declare("any", a_float),
    "floor": declare("any", lambda value: float(math.floor(a_float(value)))),
    "get": declare("dict string", lambda values, key: values.get(key, "")),
    "has": declare("any any", lambda item, value: value is not None and item in a_list(value)),
    "hasKey": declare("dict string", lambda values, key: key in values),
    "initial": declare("any", lambda value: a_list(value)[:-1]),
    "int": declare("any", an_int),
    "int64": declare("any", lambda value: Int64(an_int(value))),
    "keys": declare("dict*", lambda *dicts: Strings(key for d in dicts for key in d)),
    "kindIs": declare("string any", lambda name, value: kind_name(value) == name),
    "kindOf": declare("any", kind_name),
    "last": declare("any", _last),
    "list": declare("any*", lambda *v: list(v)),
    "max": declare("any any*", _over_ints(max)),
    "maxf": declare("any any*", _over_floats(max)),
    "merge": declare("dict dict*", _merged),
    "mergeOverwrite": declare("dict dict*", _overwritten),
    "min": declare("any any*", _over_ints(min)),
    "minf": declare("any any*", _over_floats(min)),
    "mod": declare("any any", _remainder),
    "mul": declare("any any*", _mul),
    "mulf": declare("any any*", _over_floats(lambda a, b: a * b)),
    "omit": declare("dict string*", lambda d, *names: {k: d[k] for k in d if k not in names}),
    "pick": declare("dict string*", lambda d, *names: {k: d[k] for k in names if k in d}),
    "pluck": declare("string dict*", lambda key, *dicts: [d[key] for d in dicts if key in d]),
    "prepend": declare("any any", lambda value, item: [item, *a_list(value)]),
    "push": declare("any any", lambda value, item: [*a_list(value), item]),
    "rest": declare("any", lambda value: a_list(value)[1:]),
    "reverse": declare("any", lambda value: a_list(value)[::-1]),
    "round": declare("any int float*", _rounded),
    "semver": declare("string", semver),
    "semverCompare": declare("string string", semver_compare),
    "seq": declare("int*", _seq),
    "set": declare("dict string any", _with),
    "slice": declare("any any*", _slice),
    "sub": declare("any any", _over_ints(lambda a, b: a - b)),
    "subf": declare("any any*", _over_floats(lambda a, b: a - b)),
    "ternary": declare("any any bool", lambda yes, no, condition: yes if condition else no),
    "toDecimal": declare("any", _to_decimal),
    "tuple": declare("any*", lambda *v: list(v)),
    "typeIs": declare("string any", lambda name, value: type_name(value) == name),
    "typeIsLike": declare("string any", lambda name, value: type_name(value) in (name, f"*{name}")),
    "typeOf": declare("any", type_name),
    "uniq": declare("any", _uniq),
    "unset": declare("dict string", _without),
    "until": declare("int", lambda count: _numbers(0, count, -1 if count < 0 else 1)),
    "untilStep": declare("int int int", _numbers),
    "values": declare("dict", lambda values: list(values.values())),
    "without": declare("any any*", lambda v, *gone: [i for i in a_list(v) if i not in gone]),
}
