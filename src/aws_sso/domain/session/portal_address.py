"""URLs of AWS access portals: which ones are AWS's own, and what they contain.

A company may use its own URL (a vanity URL) that redirects to AWS's. The target is trusted only if
it has exactly one of the forms below; hosts are compared label by label, never by searching text.
"""

import re

from aws_sso.domain.aws.arn import partition_of
from aws_sso.domain.aws.region import is_region_name
from aws_sso.domain.aws.url import DEFAULT_PORTS, Url
from aws_sso.domain.frozen import frozen

_IDS = {
    "{directory}": re.compile(r"d-[0-9a-z]{8,32}", re.ASCII),
    "{instance}": re.compile(r"ssoins-[0-9a-z]{16}", re.ASCII),
}
_FORMS = (
    # Identity Center User Guide, "AWS access portal endpoints in the primary and additional AWS
    # Regions"; for other partitions AWS CLI 2.35.13 and the AWS SDK for .NET.
    ("{directory}.awsapps.com", "/start", ("aws",)),
    ("{instance}.portal.{region}.app.aws", "", ("aws", "aws-us-gov")),
    ("{instance}.{region}.portal.amazonaws.com", "", ("aws", "aws-us-gov")),
    ("start.us-gov-home.awsapps.com", "/directory/{directory}", ("aws-us-gov",)),
    ("start.{region}.home.awsapps.cn", "/directory/{directory}", ("aws-cn",)),
    ("{instance}.portal.{region}.app.amazonwebservices.com.cn", "", ("aws-cn",)),
    ("{instance}.{region}.portal.amazonaws.com.cn", "", ("aws-cn",)),
    ("{instance}.portal.{region}.api.amazonwebservices.eu", "", ("aws-eusc",)),
    ("{instance}.{region}.portal.amazonaws.eu", "", ("aws-eusc",)),
)
_OWN_DOMAINS = (
    *("awsapps.com", "awsapps.cn", "app.aws", "portal.amazonaws.com", "portal.amazonaws.com.cn"),
    *("app.amazonwebservices.com.cn", "portal.amazonaws.eu", "api.amazonwebservices.eu"),
    *("amazonaws-eusc.eu", "identitycenter.amazonaws.com", "identitycenter.amazonaws.com.cn"),
    "identitycenter.amazonaws.eu",
)
"""A start URL with one of these hosts is used unchanged, without calling the host."""


@frozen
class PortalAddress:
    """A portal's URL at AWS, and what it contains.

    `identity` is the id of the directory (`d-…`) or instance (`ssoins-…`); `region` is None if the
    URL does not contain it.
    """

    url: str
    identity: str
    partition: str
    region: str | None

    def is_same_portal(self, other: "PortalAddress") -> bool:
        """Return whether both belong to the same Identity Center instance, in any region."""
        return (self.identity, self.partition) == (other.identity, other.partition)


def portal_address(url: Url) -> PortalAddress | None:
    """Parse a URL if it is exactly a portal's URL at AWS, else return None.

    A trailing slash is ignored.
    """
    if url.scheme != "https" or url.port != DEFAULT_PORTS["https"] or url.query is not None:
        return None
    path = url.path.rstrip("/")
    for host, at, partitions in _FORMS:
        found = _matched(host.split("."), url.host.split("."))
        if found is None:
            continue
        more = _matched(at.split("/"), path.split("/"))
        if more is None:
            continue
        told = {**found, **more}
        region = told.get("{region}")
        partition = partition_of(region) if region else partitions[0]
        if partition in partitions:
            identity = told.get("{directory}") or told["{instance}"]
            return PortalAddress(f"https://{url.host}{path or '/'}", identity, partition, region)
    return None


def address_in(start_url: str, region: str) -> str:
    """Return the address of the same portal in another region.

    One without a region in it stays: what the portal is called elsewhere cannot be known from it.
    """
    try:
        found = portal_address(Url.parse(start_url.partition("#")[0]))
    except ValueError:
        return start_url
    if found is None or found.region is None:
        return start_url
    host, slash, path = found.url.removeprefix("https://").partition("/")
    labels = [region if label == found.region else label for label in host.split(".")]
    return f"https://{'.'.join(labels)}{slash}{path}"


def is_own_address(start_url: str) -> bool:
    """Return whether a start URL is a company's own, which may redirect to a portal.

    Plain HTTP is used only on this machine and never redirects.
    """
    try:
        url = Url.parse(start_url.partition("#")[0])
    except ValueError:
        return False
    labels = url.host.split(".")
    own = (domain.split(".") for domain in _OWN_DOMAINS)
    return url.scheme == "https" and not any(labels[-len(one) :] == one for one in own)


def _matched(pattern: list[str], parts: list[str]) -> dict[str, str] | None:
    """Return the values of a pattern's placeholders; None if it does not match."""
    if len(pattern) != len(parts):
        return None
    found = {}
    for wanted, part in zip(pattern, parts, strict=True):
        if wanted == "{region}":
            if not is_region_name(part):
                return None
        elif wanted in _IDS:
            if not _IDS[wanted].fullmatch(part):
                return None
        elif wanted != part:
            return None
        if wanted.startswith("{"):
            found[wanted] = part
    return found
