"""The regions of an instance: the first one that is up does the work.

A region is down if there is no answer, or only server-side failures. A refusal is an answer:
another region would refuse too, and the user is not asked twice.
"""

from __future__ import annotations

from aws_sso.annotations import Callable, Protocol, Sequence, TypeVar
from aws_sso.errors import PassingNetworkError, SsoError, UnreachableError
from aws_sso.refusals import OidcRefusedError, ServiceRefusedError

T = TypeVar("T")


class Region(Protocol):
    """A region with a name."""

    name: str


R = TypeVar("R", bound=Region)


class Outages(Protocol):
    """Regions that were down in the last minutes, shared by the user's processes."""

    def is_down(self, region: str) -> bool: ...
    def note(self, region: str, error: SsoError) -> None: ...


def in_order(regions: Sequence[R], outages: Outages) -> list[R]:
    """Return the regions in the order to try them; recently failed ones come last."""
    if len(regions) == 1:
        return list(regions)
    return sorted(regions, key=lambda one: outages.is_down(one.name))


def first_up(
    regions: Sequence[R], outages: Outages, warn: Callable[[str], None], work: Callable[[R], T]
) -> T:
    """Return the work's result in the first region that is up.

    Raises the work's errors, and the first region's error if all are down.
    """
    if len(regions) == 1:
        return work(regions[0])
    tried: list[str] = []
    failure: SsoError | None = None
    for region in in_order(regions, outages):
        if region.name in tried:
            continue  # A sign-in moved another region there.
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
    """Return whether an error means that a service is down, not that it refuses."""
    if isinstance(error, ServiceRefusedError):
        return error.status >= 500
    if isinstance(error, OidcRefusedError):
        return error.code == "server_error"
    return isinstance(error, UnreachableError | PassingNetworkError)
