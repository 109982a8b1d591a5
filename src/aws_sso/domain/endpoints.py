"""Where the services of one instance are."""

from dataclasses import dataclass

_CONSOLE_DOMAINS = {
    "aws": "aws.amazon.com",
    "aws-us-gov": "amazonaws-us-gov.com",
    "aws-cn": "amazonaws.cn",
    "aws-eusc": "amazonaws-eusc.eu",
}


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Base URLs without a final slash: sign-in service, portal and STS."""

    oidc: str
    portal: str
    sts: str


def console_domain(partition: str) -> str | None:
    """Return the domain of a partition's console and federation endpoint, None if unknown."""
    return _CONSOLE_DOMAINS.get(partition)
