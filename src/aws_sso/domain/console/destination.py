"""Where to go in the console: a service, a path, a URL, or a resource."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

from aws_sso.domain.aws.resource_arn import ResourceArn
from aws_sso.domain.aws.url import Url
from aws_sso.domain.console.domains import console_domain, is_a_console, is_console_host
from aws_sso.domain.console.pages import front_page, page_of
from aws_sso.errors import UsageError

_SESSION = re.compile(
    r"(?P<account>[0-9]{12})-[a-z0-9]{8}\.(?=[a-z0-9-]+\.console\.[a-z0-9.-]+$)", re.ASCII
)
_EXAMPLES = "a service (`s3`), a path (`/ec2/home#Instances:`), a console URL, or an ARN"


def destination_url(said: str | None, partition: str, region: str) -> str:
    """Return the full console URL that `said` means in a partition; None: the console's home page.

    A URL is used unchanged. Raises UsageError for a URL on another site or partition, and for
    anything else.
    """
    if not said:
        return _on_console(f"/console/home?region={quote(region, safe='')}", partition)
    if said.startswith("arn:"):
        arn = read_resource(said)
        if arn.partition != partition:
            raise UsageError(
                f"the resource is in partition `{arn.partition}`, the role in `{partition}`",
                "choose a role in that partition",
            )
        return _on_console(page_of(arn, arn.region or region), partition)
    if "://" in said:
        return _checked(said, partition)
    if not said.isprintable() or said.startswith("//"):
        raise UsageError(f"`{said}` is not a console destination", f"use {_EXAMPLES}")
    if "/" in said:
        return _on_console(_with_region(f"/{said.removeprefix('/')}", region), partition)
    if not said.replace("-", "").replace("_", "").isalnum() or not said.isascii():
        raise UsageError(f"`{said}` is not a service", f"use {_EXAMPLES}")
    return _on_console(front_page(said.lower(), region), partition)


def read_resource(text: str) -> ResourceArn:
    """Parse the ARN of a resource; raises UsageError if it is not one."""
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
        # The text between `//` and the first of `/?#` must be the host alone. A `user@`, a port or
        # a backslash would lead elsewhere.
        host = re.split("[/?#]", url.removeprefix("https://"), maxsplit=1)[0]
        good = url.startswith(f"https://{host}") and Url.parse(f"https://{host}").host == host
        good = good and url.isprintable() and "\\" not in url and is_console_host(host, partition)
    except ValueError:
        good = False
    if not good:
        raise UsageError(
            f"`{url}` is not a console URL in partition `{partition}`",
            f"console URLs begin with https://console.{console_domain(partition)}/",
        )
    return url.replace(host, _SESSION.sub("", host), 1)


def account_of_session(url: str) -> str | None:
    """Return the account of an address that browsers with several sessions show.

    `https://ACCOUNT-8CHARS.REGION.console.aws.amazon.com/…`: the characters belong to that
    browser's session, so they are removed.
    """
    host = re.split("[/?#]", url.removeprefix("https://"), maxsplit=1)[0]
    found = _SESSION.match(host) if url.startswith("https://") else None
    if found is None or not is_a_console(host):
        return None
    return found["account"]
