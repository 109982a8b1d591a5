"""URLs, parsed once and strictly, so that every check and every connection agrees.

Libraries disagree about sloppy URLs (`http://a\\@b`, userinfo, tabs, `127.1`), and each
disagreement could send a token to a host that no check saw. So a `Url` is parsed once, with a
grammar narrower than RFC 3986, and connections use its parts. No library parses the text again.
"""

import re
from functools import cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import urlencode

from aws_sso.annotations import Mapping, Self
from aws_sso.domain.frozen import frozen, replace

DEFAULT_PORTS = {"https": 443, "http": 80}
_PCHAR = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})"  # RFC 3986, section 3.3
# A label may contain `_`, as some internal names do, but not begin or end with `-` (RFC 1123, 2.1).
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?", re.ASCII)
# Some resolvers treat `127.1`, `0x7f.1` and `2130706433` as addresses, some parsers as names.
_LIKE_A_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)", re.ASCII | re.IGNORECASE)


@cache
def _grammar() -> re.Pattern[str]:
    return re.compile(
        r"(?P<scheme>https?)://"
        r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9._-]+))"
        r"(?::(?P<port>[0-9]{1,5}))?"
        rf"(?P<path>(?:/{_PCHAR}*)*)"
        rf"(?:\?(?P<query>(?:{_PCHAR}|[/?])*))?",
        re.ASCII | re.IGNORECASE,
    )


@frozen
class Url:
    """An http or https URL without userinfo or fragment.

    `host` is lower case; IPv6 addresses are in shortest form, without brackets. `path` is empty or
    begins with `/`, and has no `.` or `..` segments.
    """

    scheme: str
    host: str
    port: int
    path: str = ""
    query: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a URL; raises ValueError with a reason that fits into a message."""
        found = _grammar().fullmatch(text)
        if found is None:
            raise ValueError(_reason(text))
        scheme = found["scheme"].lower()
        port = int(found["port"] or DEFAULT_PORTS[scheme])
        if not 0 < port < 65536:
            raise ValueError("the port is not between 1 and 65535")
        if any(
            part in (".", "..") for part in re.sub("%2e", ".", found["path"], flags=re.I).split("/")
        ):
            raise ValueError("the path contains `.` or `..`")
        return cls(scheme, _host(found["v6"], found["name"]), port, found["path"], found["query"])

    @property
    def authority(self) -> str:
        """Host (in brackets for IPv6), and port unless it is the scheme's default."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port, in the form of RFC 6454, section 6.2."""
        return f"{self.scheme}://{self.authority}"

    @property
    def target(self) -> str:
        """The request target: path and query."""
        return (self.path or "/") + ("" if self.query is None else f"?{self.query}")

    @property
    def is_loopback(self) -> bool:
        """Whether the host can only be this machine (RFC 6761, section 6.3; RFC 1122; RFC 4291)."""
        return is_loopback_host(self.host)

    @property
    def is_safe(self) -> bool:
        """Whether secrets may go there: HTTPS anywhere, plain HTTP only on this machine."""
        return self.scheme == "https" or self.is_loopback

    def at(self, path: str, fields: Mapping[str, str] | None = None) -> "Url":
        """Return the URL of a path below this one, with `fields` as the query."""
        return replace(
            self, path=self.path.rstrip("/") + path, query=urlencode(fields) if fields else None
        )

    def __str__(self) -> str:
        return self.origin + self.path + ("" if self.query is None else f"?{self.query}")


def is_loopback_host(host: str) -> bool:
    """Return whether a host name or address can only mean this machine."""
    if host.lower() == "localhost":
        return True
    plain = host.removeprefix("[").removesuffix("]")
    try:
        address = IPv6Address(plain) if ":" in plain else IPv4Address(plain)
    except AddressValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _host(v6: str | None, name: str | None) -> str:
    if v6 is not None:
        try:
            return str(IPv6Address(v6))
        except AddressValueError:
            raise ValueError("the host is not a valid IPv6 address") from None
    host = (name or "").lower()
    labels = host.split(".")
    if _LIKE_A_NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(host))
        except AddressValueError:
            raise ValueError("the host is not an IPv4 address of four numbers") from None
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError("the host is not a valid name")
    return host


def _reason(text: str) -> str:
    """Say why a text is not a valid URL, without quoting it."""
    if not text.lower().startswith(("https://", "http://")):
        return "it does not begin with https://"
    authority = re.split(r"[/?#\\]", text.split("://", 1)[1], maxsplit=1)[0]
    if "\\" in text:
        return "it contains a backslash"
    if "@" in authority:
        return "it has a user name or password before the host"
    if "#" in text:
        return "it contains a `#`"
    if not authority:
        return "it has no host"
    return "it contains characters that are not allowed in a URL"
