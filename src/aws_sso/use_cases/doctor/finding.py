"""What a check finds."""

from collections.abc import Callable
from enum import Enum

from aws_sso.domain.frozen import frozen


class Status(Enum):
    """How bad it is: `broken` keeps something from working."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@frozen
class Repair:
    """What the doctor would do about a finding; `what` is asked before."""

    what: str
    do: Callable[[], object]


@frozen
class Finding:
    """One thing that was looked at; `hint` is what the user can do about it."""

    status: Status
    message: str
    hint: str | None = None
    repair: Repair | None = None


Check = Callable[[], list[Finding]]
"""Looks at one thing; an SsoError that it raises is a finding too."""


def ok(message: str) -> Finding:
    """Return that all is well."""
    return Finding(Status.OK, message)


def warning(message: str, hint: str | None, repair: Repair | None = None) -> Finding:
    """Return something odd that may do harm."""
    return Finding(Status.WARNING, message, hint, repair)


def broken(message: str, hint: str | None, repair: Repair | None = None) -> Finding:
    """Return something that keeps other things from working."""
    return Finding(Status.BROKEN, message, hint, repair)
