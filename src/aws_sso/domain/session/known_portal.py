"""An AWS access portal that another tool on this machine knows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownPortal:
    """A start URL with its region, a name for it, and where it stands."""

    name: str
    start_url: str
    region: str
    place: str
