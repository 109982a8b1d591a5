"""Start URLs of AWS access portals, in the forms that people paste."""

import re

from aws_sso.domain.aws.arn import partition_of
from aws_sso.domain.aws.region import is_region_name
from aws_sso.domain.aws.url import DEFAULT_PORTS, Url
from aws_sso.domain.frozen import frozen
from aws_sso.errors import UsageError

_ALIAS = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
_PORTAL_PARTITIONS = (
    (".awsapps.cn", "aws-cn"),
    (".home.awsapps.cn", "aws-cn"),
    ("us-gov-home.awsapps.com", "aws-us-gov"),
    (".amazonaws-eusc.eu", "aws-eusc"),
)
_EXAMPLE = "for example https://d-1234567890.awsapps.com/start, or just d-1234567890"


@frozen
class StartUrl:
    """A start URL; `region` and `partition` are set if the URL contains them."""

    url: str
    region: str | None
    partition: str


def read_start_url(text: str) -> StartUrl:
    """Parse a start URL, a host, or the part before `.awsapps.com`; raises UsageError.

    Drops a `#` and the page after it. Portals in the GovCloud and China partitions have their own
    hosts, and newer portals have the region in the host (Identity Center User Guide, "Customizing
    the AWS access portal URL").
    """
    said = text.strip()
    if _ALIAS.fullmatch(said):
        return StartUrl(f"https://{said.lower()}.awsapps.com/start", None, "aws")
    if "://" not in said:
        said = f"https://{said}"
    try:
        url = Url.parse(said.partition("#")[0])
    except ValueError as error:
        raise UsageError(f"`{text}` is not a start URL: {error}", _EXAMPLE) from None
    host = url.host
    if (
        url.port != DEFAULT_PORTS[url.scheme]
        or "." not in host
        or not all(_ALIAS.fullmatch(part) for part in host.split("."))
    ):
        raise UsageError(f"`{text}` is not a start URL", _EXAMPLE)
    # Skip the first label: the company chose it, whatever it looks like.
    region = next((part for part in host.split(".")[1:] if is_region_name(part)), None)
    path = url.path.rstrip("/")
    if not path and host.endswith(".awsapps.com"):
        path = "/start"
    address = f"https://{host}{path}" if path else f"https://{host}/"
    return StartUrl(address, region, _partition(host, region))


def plain_start_url(start_url: str) -> str:
    """Return a start URL without the page it shows and a `/` at its end: what it stands for."""
    base = start_url.partition("#")[0]
    try:
        url = Url.parse(base)
    except ValueError:
        return start_url
    return f"{url.origin}{url.path.rstrip('/')}"


def likely_typo(start_url: str) -> str | None:
    """Return the start URL that was probably meant; None if this one looks right.

    Portals at `NAME.awsapps.com` have the path `/start`; on GovCloud it differs.
    """
    url = Url.parse(start_url)
    if not url.host.endswith(".awsapps.com") or url.host.endswith("us-gov-home.awsapps.com"):
        return None
    if url.path == "/start" or url.path.startswith("/start/"):
        return None
    return f"https://{url.host}/start"


def _partition(host: str, region: str | None) -> str:
    if region:
        return partition_of(region)
    return next((part for end, part in _PORTAL_PARTITIONS if host.endswith(end)), "aws")
