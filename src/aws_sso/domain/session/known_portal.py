"""An AWS access portal from another tool's configuration."""

from enum import Enum

from aws_sso.domain.frozen import frozen


class Found(Enum):
    """Where a portal was found: in an `sso-session`, an SSO profile of the SDKs, or elsewhere."""

    SESSION = "sso-session"
    PROFILE = "profile"
    ELSEWHERE = "elsewhere"


@frozen
class KnownPortal:
    """A start URL with its region, a name, and the place it was found."""

    name: str
    start_url: str
    region: str
    place: str
    found: Found = Found.ELSEWHERE
