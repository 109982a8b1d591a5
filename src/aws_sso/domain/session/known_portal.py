"""An AWS access portal that another tool on this machine knows."""

from aws_sso.domain.frozen import frozen


@frozen
class KnownPortal:
    """A start URL with its region, a name for it, and where it stands."""

    name: str
    start_url: str
    region: str
    place: str
