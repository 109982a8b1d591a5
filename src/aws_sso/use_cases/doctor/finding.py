"""The result of a check."""

from enum import Enum

from aws_sso.annotations import Callable
from aws_sso.domain.frozen import frozen


class Status(Enum):
    """Severity; `broken` means that something does not work."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@frozen
class Repair:
    """A repair that the doctor offers; `what` is the question."""

    what: str
    do: Callable[[], object]


@frozen
class Finding:
    """One checked thing; `hint` says what the user can do."""

    status: Status
    message: str
    hint: str | None = None
    repair: Repair | None = None


Check = Callable[[], list[Finding]]
"""Checks one thing; a raised SsoError also counts as a finding."""


def ok(message: str) -> Finding:
    """Report that all is well."""
    return Finding(Status.OK, message)


def warning(message: str, hint: str | None, repair: Repair | None = None) -> Finding:
    """Report something that may cause harm."""
    return Finding(Status.WARNING, message, hint, repair)


def broken(message: str, hint: str | None, repair: Repair | None = None) -> Finding:
    """Report something that prevents other things from working."""
    return Finding(Status.BROKEN, message, hint, repair)
