"""The proxy for a call, from the environment."""

from urllib.parse import unquote

from aws_sso.domain.aws.url import Url
from aws_sso.domain.frozen import frozen
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import NetworkError

_HINT = "for example http://proxy.example.com:8080, or http://USER:PASSWORD@HOST:PORT"


@frozen
class Proxy:
    """Its URL, and `user:password` if it needs them."""

    url: Url
    login: Secret | None


def proxy_for(url: Url) -> Proxy | None:
    """Return the proxy to use, None for none; never used for this machine.

    Reads `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, or the settings of macOS and Windows. Raises
    NetworkError for an invalid proxy address.
    """
    if url.is_loopback:
        return None
    from urllib.request import getproxies, proxy_bypass

    if proxy_bypass(url.host):
        return None
    proxies = getproxies()
    text = proxies.get(url.scheme) or proxies.get("all")
    return read_proxy(text, url.scheme) if text else None


def read_proxy(text: str, scheme: str) -> Proxy:
    """Parse a proxy's address; errors name the variable but never quote it.

    It may contain a password. The text before the last `@` is user name and password,
    percent-encoded or not.
    """
    kind, sign, rest = text.strip().partition("://")
    if not sign:
        kind, rest = "http", kind
    login, at, place = rest.rpartition("@")
    try:
        url = Url.parse(f"{kind}://{place.rstrip('/')}")
    except ValueError as error:
        name = f"{scheme.upper()}_PROXY"
        if kind.lower().startswith("socks"):
            raise NetworkError(f"`{name}` names a SOCKS proxy, which is not supported") from None
        raise NetworkError(f"`{name}` is not a valid proxy address: {error}", _HINT) from None
    return Proxy(url, Secret(unquote(login)) if at else None)
