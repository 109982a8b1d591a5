"""URLs: one strict reading, which every library that could dial them agrees with."""

import random
import socket
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
import urllib3
from botocore.session import Session
from urllib3.util import parse_url

from aws_sso.domain.aws.url import Url

PARTS = (
    *("http://", "https://", "HTTP://", "hTTps://", "http:/", "http:", "//", "ftp://", ""),
    *("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "evil.example", "a.example"),
    *("127.1", "0x7f.0.0.1", "2130706433", "017700000001", "[fe80::1%25eth0]", "[::1", "::1]"),
    *(":80", ":443", ":8080", ":", ":0", ":99999", ":080", ":a", ":８０"),
    *("@", "\\", "\\@", "%40", "#", "#@", "?", "?@", "/", "//", ";", "&", "|", "^", "`", '"', "<"),
    *("user", "user:pw", "a/../b", "/./", "/%2e%2e/", "/%2F", "%", "%zz", "%00", "é", "\u3002"),
    *("\t", "\n", "\r", " ", "\x00", "\u2028", "\uff0f", "\ufeff", "xn--", "-a", "a-", "_b", ".."),
)
"""What URL parsers are known to disagree about, between what is plain."""

REGIONS = Session().get_available_regions("sso-oidc")
GOOD = [
    *(f"https://{name}.{region}.amazonaws.com" for name in ("oidc", "sts") for region in REGIONS),
    *(f"https://portal.sso.{region}.amazonaws.com/path" for region in REGIONS),
    *(f"https://{region}.signin.aws.amazon.com/federation?Action=login" for region in REGIONS),
    *(f"http://127.0.0.{n}:{port}" for n in range(1, 16) for port in (1, 80, 4646, 65535)),
    *(f"http://[::1]:{port}/a/b" for port in range(4000, 4200)),
    *(f"https://[2001:db8::{n:x}]:8443/?x=%2F" for n in range(1, 100)),
    *(f"https://host-{n}.internal_name.example:{8000 + n}/slot/a%20b" for n in range(100)),
]


def anything(chance: random.Random) -> str:
    """A URL that is often wrong in an interesting way."""
    if chance.random() < 0.4:
        text = chance.choice(GOOD)
    else:
        text = "".join(chance.choices(PARTS, k=chance.randrange(2, 7)))
    while chance.random() < 0.5:
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(PARTS) + text[at + chance.randrange(3) :]
    return text


class Tls(HTTPConnection):
    """Reads a host and port as HTTPSConnection does, without loading certificates each time."""

    default_port = 443


def without_brackets(host: str | None) -> str:
    """A host as we write it."""
    return (host or "").strip("[]").lower()


def places(text: str) -> dict[str, tuple[str, str, int]]:
    """Scheme, host and port that each library would connect to."""
    standard = urlsplit(text)
    third = parse_url(text)
    kind = Tls if standard.scheme == "https" else HTTPConnection
    made = kind(standard.netloc)
    default = {"http": 80, "https": 443}[standard.scheme]
    return {
        "urllib": (standard.scheme, without_brackets(standard.hostname), standard.port or default),
        "urllib3": (third.scheme or "", without_brackets(third.host), third.port or default),
        "http.client": (standard.scheme, without_brackets(made.host), made.port),
    }


def test_what_is_taken_means_the_same_to_every_library() -> None:
    """100,000 URLs: what we take, all others read as we do; a tenth is taken, so that it counts."""
    chance = random.Random(20261124)
    taken = 0
    for _ in range(100_000):
        text = anything(chance)
        try:
            url = Url.parse(text)
        except ValueError:
            continue
        taken += 1
        ours = (url.scheme, without_brackets(url.host), url.port)
        for library, theirs in places(text).items():
            if ":" in url.host:  # Addresses have several spellings; we use the shortest.
                packed = socket.inet_pton(socket.AF_INET6, theirs[1])
                theirs = (theirs[0], socket.inet_ntop(socket.AF_INET6, packed), theirs[2])
                packed = socket.inet_pton(socket.AF_INET6, url.host)
                ours = (url.scheme, socket.inet_ntop(socket.AF_INET6, packed), url.port)
            assert theirs == ours, (library, text)
        assert Url.parse(str(url)) == url
    assert taken > 10_000, taken


def test_good_urls_are_taken() -> None:
    """Endpoints of all regions, IPv6, ports, escapes: 500 and more, and none is refused."""
    assert len(GOOD) > 500
    for text in GOOD:
        assert str(Url.parse(text)) == text.replace(":80/", "/").removesuffix(":80")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (r"http://127.0.0.1:1\@127.0.0.1:2", "backslash"),
        (r"http://evil.example\@127.0.0.1", "backslash"),
        ("http://user@127.0.0.1", "user name or password"),
        ("https://user:pw@example.com/", "user name or password"),
        ("https://example.com#@127.0.0.1", "`#`"),
        ("https://example.com/#x", "`#`"),
        ("https://", "no host"),
        ("ftp://example.com", "https://"),
        ("example.com", "https://"),
        ("http://127.1/", "four numbers"),
        ("http://2130706433/", "four numbers"),
        ("http://0x7f.1/", "four numbers"),
        ("http://127.0.0.01/", "four numbers"),
        ("https://exa%6dple.com/", "characters"),
        ("https://example.com/a b", "characters"),
        ("https://example.com/\t", "characters"),
        ("https://example.com/%zz", "characters"),
        ("https://example.com:0/", "65535"),
        ("https://example.com:65536/", "65535"),
        ("https://example.com/a/../b", "`..`"),
        ("https://example.com/%2E%2e/b", "`..`"),
        ("https://-a.example/", "not a valid name"),
        ("https://a..example/", "not a valid name"),
        ("https://[::1%25lo]/", "characters"),
        ("https://[1:2]/", "IPv6"),
        ("https://ex\u00e4mple.com/", "characters"),
    ],
)
def test_what_is_refused_says_why(text: str, reason: str) -> None:
    """In words for a message, without the text itself."""
    with pytest.raises(ValueError, match=r".") as caught:
        Url.parse(text)
    assert reason in str(caught.value)


def test_origins_and_safety() -> None:
    """HTTPS anywhere, plain HTTP on this machine."""
    assert Url.parse("https://Example.com:443/x?y").origin == "https://example.com"
    assert Url.parse("http://[::1]:8000/").origin == "http://[::1]:8000"
    assert Url.parse("https://[2001:DB8:0::1]").origin == "https://[2001:db8::1]"
    safe = ("https://example.com", "http://127.0.0.1:1/", "http://localhost/", "http://[::1]/")
    assert all(Url.parse(text).is_safe for text in (*safe, "http://[::ffff:127.0.0.1]"))
    unsafe = ("http://example.com", "http://localhost.example.com", "http://192.0.2.1")
    assert not any(Url.parse(text).is_safe for text in unsafe)


def test_paths_below_and_queries() -> None:
    """What is asked for is below the path that the user gave."""
    url = Url.parse("https://example.com/base/").at("/token", {"a": "b c"})
    assert (str(url), url.target) == ("https://example.com/base/token?a=b+c", "/base/token?a=b+c")
    assert Url.parse("https://example.com").target == "/"


def test_dialing_goes_by_the_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """urllib3 is given host and port, never the text of a URL with a host in it."""
    from aws_sso.adapters.aws.https import Https
    from aws_sso.errors import NetworkError

    dialed: list[tuple[str, int]] = []

    def refuse(address: tuple[str, int], *_: object, **__: object) -> None:
        dialed.append(address)
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(urllib3.util.connection, "create_connection", refuse)
    calls = Https({}, "test", lambda: 0.0, lambda ahead: None)
    for text in ("http://127.0.0.1:4000/x", "http://[::1]:4001/x", "https://localhost:4002"):
        with pytest.raises(NetworkError):
            calls.call("GET", Url.parse(text))
    assert dialed == [("127.0.0.1", 4000), ("::1", 4001), ("localhost", 4002)]
