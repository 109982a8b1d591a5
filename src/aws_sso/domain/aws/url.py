"""URLs, parsed once and strictly, so that every check and every connection agrees.

Libraries disagree about sloppy URLs (`http://a\\@b`, userinfo, tabs, `127.1`), and each
disagreement could send a token to a host that no check saw. So a `Url` is parsed once, with a
grammar narrower than RFC 3986, and connections use its parts. No library parses the text again.
"""

from aws_sso.annotations import Mapping, Self
from aws_sso.domain.frozen import frozen, replace

DEFAULT_PORTS = {"https": 443, "http": 80}
_DIGITS = frozenset("0123456789")
_HEX = _DIGITS | frozenset("abcdefABCDEF")
_ALPHANUMERIC = _DIGITS | frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LABEL = _ALPHANUMERIC | frozenset("_-")
"""What a label consists of (RFC 1123, 2.1). Some internal names have `_`."""
_PATH = _ALPHANUMERIC | frozenset("-._~!$&'()*+,;=:@/")
"""What a path consists of, besides `%` and two digits (RFC 3986, section 3.3)."""
_QUERY = _PATH | {"?"}


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
        scheme, separator, rest = text.partition("://")
        scheme = scheme.lower()
        if not separator or scheme not in DEFAULT_PORTS:
            raise ValueError("it does not begin with https://")
        rest, question, query = rest.partition("?")
        authority, slash, path = rest.partition("/")
        host, port = _host_and_port(authority)
        path = slash + path
        if host is None or not (_consists_of(path, _PATH) and _consists_of(query, _QUERY)):
            raise ValueError(_reason(text, authority))
        number = int(port) if port else DEFAULT_PORTS[scheme]
        if not 0 < number < 65536:
            raise ValueError("the port is not between 1 and 65535")
        if any(part in (".", "..") for part in path.lower().replace("%2e", ".").split("/")):
            raise ValueError("the path contains `.` or `..`")
        return cls(scheme, _checked(host), number, path, query if question else None)

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
        query = None
        if fields:
            from urllib.parse import urlencode  # Imported here: it costs 0.4 P.

            query = urlencode(fields)
        return replace(self, path=self.path.rstrip("/") + path, query=query)

    def __str__(self) -> str:
        return self.origin + self.path + ("" if self.query is None else f"?{self.query}")


def is_loopback_host(host: str) -> bool:
    """Return whether a host name or address can only mean this machine."""
    if host.lower() == "localhost":
        return True
    plain = host.removeprefix("[").removesuffix("]")
    if ":" not in plain:
        return plain.startswith("127.") and _is_ipv4(plain)
    from ipaddress import AddressValueError, IPv6Address

    try:
        address = IPv6Address(plain)
    except AddressValueError:
        return False
    return (address.ipv4_mapped or address).is_loopback


def _host_and_port(authority: str) -> tuple[str | None, str]:
    """Return a host, in its brackets, and a port, "" for none; no host for other characters."""
    if authority.startswith("["):
        host, bracket, rest = authority.partition("]")
        colon, port = rest[:1], rest[1:]
        fits = bracket and host[1:] and (_HEX | {":", "."}).issuperset(host[1:])
        host += bracket
    else:
        host, colon, port = authority.partition(":")
        fits = host and (_LABEL | {"."}).issuperset(host)
    if colon:
        fits = fits and colon == ":" and 1 <= len(port) <= 5 and _DIGITS.issuperset(port)
    return (host, port) if fits else (None, "")


def _consists_of(text: str, characters: frozenset[str]) -> bool:
    """Return whether a text has only such characters, and others as `%` and two digits."""
    plain, *escaped = text.split("%")
    return characters.issuperset(plain) and all(
        len(part) >= 2 and _HEX.issuperset(part[:2]) and characters.issuperset(part[2:])
        for part in escaped
    )


def _checked(host: str) -> str:
    """Return a host as `Url` has it; raises ValueError."""
    host = host.lower()
    labels = host.split(".")
    last = labels[-1]
    # Some resolvers treat `127.1`, `0x7f.1` and `2130706433` as addresses, some parsers as names.
    like_a_number = last and _DIGITS.issuperset(last)
    like_a_number = like_a_number or (last.startswith("0x") and _HEX.issuperset(last[2:]))
    if host.startswith("["):
        from ipaddress import AddressValueError, IPv6Address

        try:
            return str(IPv6Address(host[1:-1]))
        except AddressValueError:
            raise ValueError("the host is not a valid IPv6 address") from None
    if like_a_number:
        if not _is_ipv4(host):
            raise ValueError("the host is not an IPv4 address of four numbers")
        return host
    if len(host) > 253 or not all(map(_is_label, labels)):
        raise ValueError("the host is not a valid name")
    return host


def _is_ipv4(text: str) -> bool:
    """Return whether a text is four numbers, as `ipaddress` reads them: without zeros in front."""
    parts = text.split(".")
    return len(parts) == 4 and all(
        0 < len(part) < 4
        and _DIGITS.issuperset(part)
        and int(part) < 256
        and (part == "0" or not part.startswith("0"))
        for part in parts
    )


def _is_label(text: str) -> bool:
    return (
        0 < len(text) < 64
        and _LABEL.issuperset(text)
        and not text.startswith("-")
        and not text.endswith("-")
    )


def _reason(text: str, authority: str) -> str:
    """Say why a text is not a valid URL, without quoting it."""
    if "\\" in text:
        return "it contains a backslash"
    if "@" in authority.partition("#")[0]:
        return "it has a user name or password before the host"
    if "#" in text:
        return "it contains a `#`"
    if not authority:
        return "it has no host"
    return "it contains characters that are not allowed in a URL"
