"""The regions of an instance: the first one that is up does the work.

A region is down if nobody answers there, or only with faults of the server's. A refusal is an
answer: another region would refuse too, and nobody is asked twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from aws_sso.errors import (
    OidcRefusedError,
    PassingNetworkError,
    ServiceRefusedError,
    SsoError,
    UnreachableError,
)

R = TypeVar("R", bound="Region")
T = TypeVar("T")


class Region(Protocol):
    """A region with a name."""

    name: str


class Outages(Protocol):
    """Which regions were down within the last minutes, for all processes of the user."""

    def is_down(self, region: str) -> bool: ...
    def note(self, region: str, error: SsoError) -> None: ...


def in_order(regions: Sequence[R], outages: Outages) -> list[R]:
    """Return the regions in the order to try them: those that were down lately come last."""
    if len(regions) == 1:
        return list(regions)
    return sorted(regions, key=lambda one: outages.is_down(one.name))


def first_up(
    regions: Sequence[R], outages: Outages, warn: Callable[[str], None], work: Callable[[R], T]
) -> T:
    """Return what the work comes to in the first region that is up.

    Raises what it raises there, and the first region's error if all are down.
    """
    if len(regions) == 1:
        return work(regions[0])
    tried: list[str] = []
    failure: SsoError | None = None
    for region in in_order(regions, outages):
        if region.name in tried:
            continue  # A sign-in moved another one there.
        if failure:
            warn(f"{failure.message}; trying {region.name}")
        try:
            return work(region)
        except SsoError as error:
            if not is_outage(error):
                raise
            outages.note(region.name, error)
            failure = failure or error
        tried.append(region.name)
    assert failure is not None, "there is at least one region"
    raise failure


def is_outage(error: SsoError) -> bool:
    """Return whether an error says that a service is down, and not that it refuses."""
    if isinstance(error, ServiceRefusedError):
        return error.status >= 500
    if isinstance(error, OidcRefusedError):
        return error.code == "server_error"
    return isinstance(error, UnreachableError | PassingNetworkError)
