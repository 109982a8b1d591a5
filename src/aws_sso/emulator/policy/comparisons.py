"""What condition operators compare: texts, numbers, dates, truth, addresses, ARNs."""

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
"""By the operator's name: compares what is found with what the policy wants."""


def ordered(read: Callable[[str], Decimal], compare: Callable[[Decimal, Decimal], bool]) -> Test:
    """Return the test for values that have an order; a request's value that is none matches not."""

    def test(wanted: str, found: str) -> bool:
        try:
            return compare(read(found), read(wanted))
        except ValueError:
            return False

    return test


def number(text: str) -> Decimal:
    """Read a number; raises ValueError."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite():
        raise ValueError(text)
    return value


def moment(text: str) -> Decimal:
    """Read a date and time (ISO 8601, or Unix seconds) as Unix seconds; raises ValueError."""
    if text.lstrip("-").isdigit():
        return Decimal(text)
    when = datetime.fromisoformat(text)
    return Decimal(str((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()))


def truth(text: str) -> bool:
    """Read true or false; raises ValueError."""
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def same_truth(wanted: str, found: str) -> bool:
    """Compare truth."""
    return wanted.lower() == found.lower()


def network(text: str) -> "ipaddress.IPv4Network | ipaddress.IPv6Network":
    """Read an address or a range of them; raises ValueError."""
    return ipaddress.ip_network(text, strict=False)


def in_network(wanted: str, found: str) -> bool:
    """Tell whether an address is in a range."""
    try:
        return ipaddress.ip_address(found) in network(wanted)
    except ValueError:
        return False


def arn(text: str) -> str:
    """Return an ARN or a pattern of one; raises ValueError."""
    if text != "*" and len(text.split(":")) < 6:
        raise ValueError(text)
    return text


def same_arn(wanted: str, found: str) -> bool:
    """Compare ARNs part by part, with wildcards: ArnEquals and ArnLike are the same."""
    return arn_matches(wanted, found)
