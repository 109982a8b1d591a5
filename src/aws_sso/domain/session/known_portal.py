"""An AWS access portal from another tool's configuration."""

from aws_sso.domain.frozen import frozen


@frozen
class KnownPortal:
    """A start URL with its region, a name, and the place it was found.

    `is_session` if it is an `sso-session` of the AWS CLI, which files tokens under its name.
    """

    name: str
    start_url: str
    region: str
    place: str
    is_session: bool = False
