"""Comparisons of condition operators: texts, numbers, dates, booleans, addresses, ARNs."""

import ipaddress
import operator
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from aws_sso.emulator.policy.wildcards import arn_matches, matches

Test = Callable[[str, str], bool]


def _equal(wanted: str, found: str) -> bool:
    return wanted == found


def _equal_ignoring_case(wanted: str, found: str) -> bool:
    return wanted.lower() == found.lower()


def _like(wanted: str, found: str) -> bool:
    return matches(wanted, found)


TEXTS: Mapping[str, Test] = {
    "Equals": _equal,
    "EqualsIgnoreCase": _equal_ignoring_case,
    "Like": _like,
}
ORDERS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}
"""By operator name: compares the request's value with the policy's."""


def ordered(read: Callable[[str], Decimal], compare: Callable[[Decimal, Decimal], bool]) -> Test:
    """Return the test for ordered values; an invalid request value does not match."""

    def test(wanted: str, found: str) -> bool:
        try:
            return compare(read(found), read(wanted))
        except ValueError:
            return False

    return test


def number(text: str) -> Decimal:
    """Parse a number; raises ValueError."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite():
        raise ValueError(text)
    return value


def moment(text: str) -> Decimal:
    """Parse a date and time (ISO 8601, or Unix seconds) into Unix seconds; raises ValueError."""
    if text.lstrip("-").isdigit():
        return Decimal(text)
    when = datetime.fromisoformat(text)
    return Decimal(str((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()))


def truth(text: str) -> bool:
    """Parse true or false; raises ValueError."""
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def same_truth(wanted: str, found: str) -> bool:
    """Compare booleans."""
    return wanted.lower() == found.lower()


def network(text: str) -> "ipaddress.IPv4Network | ipaddress.IPv6Network":
    """Parse an address or an address range; raises ValueError."""
    return ipaddress.ip_network(text, strict=False)


def in_network(wanted: str, found: str) -> bool:
    """Return whether an address is in a range."""
    try:
        return ipaddress.ip_address(found) in network(wanted)
    except ValueError:
        return False


def arn(text: str) -> str:
    """Parse an ARN or an ARN pattern; raises ValueError."""
    if text != "*" and len(text.split(":")) < 6:
        raise ValueError(text)
    return text


def same_arn(wanted: str, found: str) -> bool:
    """Compare ARNs part by part, with wildcards: ArnEquals and ArnLike are the same."""
    return arn_matches(wanted, found)
