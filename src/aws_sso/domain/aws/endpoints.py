"""Where the services of one instance are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Base URLs without a final slash: sign-in service, portal and STS."""

    oidc: str
    portal: str
    sts: str
