"""Scenario 25: what stands in the variables for proxies."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aws_sso.adapters.aws.proxy import read_proxy
from aws_sso.errors import NetworkError


@pytest.mark.parametrize(
    ("text", "origin", "login"),
    [
        ("http://proxy.example.com:8080", "http://proxy.example.com:8080", None),
        ("proxy.example.com:8080", "http://proxy.example.com:8080", None),
        (" https://proxy.example.com/ ", "https://proxy.example.com", None),
        ("http://[2001:db8::1]:3128", "http://[2001:db8::1]:3128", None),
        ("http://u:p%40ss@proxy.example.com:1", "http://proxy.example.com:1", "u:p@ss"),
        ("http://u:p@ss@proxy.example.com:1", "http://proxy.example.com:1", "u:p@ss"),
    ],
)
def test_proxies_are_read_as_people_write_them(text: str, origin: str, login: str | None) -> None:
    """With or without a scheme, a user, or a slash at the end."""
    proxy = read_proxy(text, "https")
    assert proxy.url.origin == origin
    assert (proxy.login.reveal() if proxy.login else None) == login


@pytest.mark.parametrize(
    "place",
    [
        *("proxy:99999", "proxy:0", "proxy:-1", "proxy:abc", "proxy:80:80", "[::1", "::1:80"),
        *("", ":8080", "a b:80", "proxy\\:80", "proxy:8080/path x", "proxy\n:80", "прокси:80"),
    ],
)
@pytest.mark.parametrize("start", ["", "http://", "http://user:canary@"])
def test_another_text_is_one_error_that_names_the_variable(start: str, place: str) -> None:
    """Never its content: that may be a password."""
    with pytest.raises(
        NetworkError, match=r"^`HTTPS_PROXY` is not a valid proxy address"
    ) as caught:
        read_proxy(start + place, "https")
    assert "canary" not in f"{caught.value.message} {caught.value.hint}"
    assert caught.value.message.isprintable()


def test_a_socks_proxy_is_named_as_what_it_is() -> None:
    """It is the right address of the wrong thing."""
    with pytest.raises(NetworkError, match="`HTTPS_PROXY` names a SOCKS proxy"):
        read_proxy("socks5://proxy.example.com:1080", "https")


@given(st.text())
@example("http://" + "[" * 5000)
@example("http://x:" + "9" * 5000)
def test_nothing_but_a_proxy_or_an_error(text: str) -> None:
    """Whatever stands there."""
    try:
        proxy = read_proxy(text, "http")
    except NetworkError:
        return
    assert 0 < proxy.url.port < 65536
