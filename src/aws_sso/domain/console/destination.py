"""Where in the console to go: a service, a path, an address, or a resource."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

from aws_sso.domain.aws.resource_arn import ResourceArn
from aws_sso.domain.aws.url import Url
from aws_sso.domain.console.domains import console_domain, is_console_host
from aws_sso.domain.console.pages import front_page, page_of
from aws_sso.errors import UsageError

_EXAMPLES = (
    "a service (`s3`), a path (`/ec2/home#Instances:`), an address of the console, or an ARN"
)


def destination_url(said: str | None, partition: str, region: str) -> str:
    """Return the full address in the console of a partition that `said` means; None: its home.

    An address is taken as it is. Raises UsageError for one of another site or partition, and for
    what is none of these.
    """
    if not said:
        return _on_console(f"/console/home?region={quote(region, safe='')}", partition)
    if said.startswith("arn:"):
        arn = read_resource(said)
        if arn.partition != partition:
            raise UsageError(
                f"the resource is in the partition `{arn.partition}`, the role in `{partition}`",
                "choose a role of that partition",
            )
        return _on_console(page_of(arn, arn.region or region), partition)
    if "://" in said:
        return _checked(said, partition)
    if not said.isprintable() or said.startswith("//"):
        raise UsageError(f"`{said}` is no place in the console", f"it may be {_EXAMPLES}")
    if "/" in said:
        return _on_console(_with_region(f"/{said.removeprefix('/')}", region), partition)
    if not said.replace("-", "").replace("_", "").isalnum() or not said.isascii():
        raise UsageError(f"`{said}` is no service", f"it may be {_EXAMPLES}")
    return _on_console(front_page(said.lower(), region), partition)


def read_resource(text: str) -> ResourceArn:
    """Read the ARN of a resource; raises UsageError if it is none."""
    try:
        return ResourceArn.parse(text)
    except ValueError as error:
        raise UsageError(f"`{text}` is not an ARN", str(error)) from None


def _on_console(page: str, partition: str) -> str:
    return f"https://console.{console_domain(partition)}{page}"


def _with_region(page: str, region: str) -> str:
    parts = urlsplit(page)
    if "region=" in parts.query:
        return page
    asked = f"region={quote(region, safe='')}"
    query = f"{parts.query}&{asked}" if parts.query else asked
    return urlunsplit(parts._replace(query=query))


def _checked(url: str, partition: str) -> str:
    try:
        # What stands between `//` and the first of `/?#` is the host and nothing else: `user@`
        # before it, a port after it or a backslash in it leads elsewhere.
        host = re.split("[/?#]", url.removeprefix("https://"), maxsplit=1)[0]
        good = url.startswith(f"https://{host}") and Url.parse(f"https://{host}").host == host
        good = good and url.isprintable() and "\\" not in url and is_console_host(host, partition)
    except ValueError:
        good = False
    if not good:
        raise UsageError(
            f"`{url}` is not an address of the console in the partition `{partition}`",
            f"it begins with https://console.{console_domain(partition)}/",
        )
    return url
