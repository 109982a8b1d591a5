"""Common conditions, as in "IAM JSON policy elements: Condition operators".

    String{,Not}Equals{,IgnoreCase}  String{,Not}Like  Numeric…  Date…  Bool
    {,Not}IpAddress  Arn{,Not}{Equals,Like}  Null

Each except Null also with `IfExists`, and with `ForAllValues:` or `ForAnyValue:`. Other operators
are refused, as are values that an operator cannot compare.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aws_sso.emulator.policy import comparisons
from aws_sso.emulator.policy.problems import MalformedPolicyError, UnsupportedPolicyError

Context = Mapping[str, Sequence[str]]
"""The values of a request's condition keys, by the key in lower case."""
_Test = Callable[[str, str], bool]
_ALL, _ANY = "ForAllValues:", "ForAnyValue:"


@dataclass(frozen=True, slots=True)
class _Operator:
    """`test(wanted, found)` compares; `check` raises ValueError for invalid values."""

    test: _Test
    check: Callable[[str], object]
    is_negated: bool = False


def _operators() -> dict[str, _Operator]:
    found: dict[str, _Operator] = {}
    for name, test in comparisons.TEXTS.items():
        found[f"String{name}"] = _Operator(test, str)
        found[f"StringNot{name}"] = _Operator(test, str, is_negated=True)
    for kind, read in (("Numeric", comparisons.number), ("Date", comparisons.moment)):
        for name, compare in comparisons.ORDERS.items():
            found[f"{kind}{name}"] = _Operator(comparisons.ordered(read, compare), read)
        equal = found[f"{kind}Equals"]
        found[f"{kind}NotEquals"] = _Operator(equal.test, read, is_negated=True)
    for name in ("Equals", "Like"):
        found[f"Arn{name}"] = _Operator(comparisons.same_arn, comparisons.arn)
        found[f"ArnNot{name}"] = _Operator(comparisons.same_arn, comparisons.arn, is_negated=True)
    found["Bool"] = _Operator(comparisons.same_truth, comparisons.truth)
    found["IpAddress"] = _Operator(comparisons.in_network, comparisons.network)
    found["NotIpAddress"] = _Operator(comparisons.in_network, comparisons.network, is_negated=True)
    return found


_OPERATORS = _operators()


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator, one key, and its values."""

    operator: str
    key: str
    values: tuple[str, ...]

    def holds(self, context: Context) -> bool:
        """Return whether a request meets it."""
        found = context.get(self.key)
        if self.operator == "Null":
            return (found is None) == (self.values[0].lower() == "true")
        plain = self.operator.removesuffix("IfExists")
        if found is None and plain != self.operator:
            return True
        if plain.startswith(_ALL):
            # Also without a value, as in AWS.
            return all(self._one(plain.removeprefix(_ALL), value) for value in found or ())
        if plain.startswith(_ANY):
            return any(self._one(plain.removeprefix(_ANY), value) for value in found or ())
        if found is None:
            return _OPERATORS[plain].is_negated
        if _OPERATORS[plain].is_negated:
            return all(self._one(plain, value) for value in found)
        return any(self._one(plain, value) for value in found)

    def _one(self, name: str, found: str) -> bool:
        operator = _OPERATORS[name]
        matched = any(operator.test(wanted, found) for wanted in self.values)
        return matched != operator.is_negated


def conditions_of(given: Any) -> tuple[Condition, ...]:
    """Parse a `Condition` element; all returned conditions must hold.

    Raises MalformedPolicyError.
    """
    if not isinstance(given, dict):
        raise MalformedPolicyError("Syntax errors in policy: Condition")
    found = []
    for operator, keys in given.items():
        if not isinstance(keys, dict) or not keys:
            raise MalformedPolicyError(f"Syntax errors in policy: {operator}")
        for key, value in keys.items():
            values = tuple(_text(one) for one in (value if isinstance(value, list) else [value]))
            _check(operator, key, values)
            found.append(Condition(operator, key.lower(), values))
    return tuple(found)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise MalformedPolicyError("Syntax errors in policy: Condition")


def _check(operator: str, key: str, values: Sequence[str]) -> None:
    if not values or not key:
        raise MalformedPolicyError(f"Syntax errors in policy: {operator}")
    if operator == "Null":
        if len(values) != 1 or values[0].lower() not in ("true", "false"):
            raise MalformedPolicyError("Syntax errors in policy: Null")
        return
    plain = operator.removesuffix("IfExists")
    for prefix in (_ALL, _ANY):
        plain = plain.removeprefix(prefix)
    if plain not in _OPERATORS:
        raise UnsupportedPolicyError(f"the condition operator {operator}")
    for value in values:
        try:
            _OPERATORS[plain].check(value)
        except ValueError:
            raise MalformedPolicyError(f"{operator} cannot compare with `{value}`") from None
