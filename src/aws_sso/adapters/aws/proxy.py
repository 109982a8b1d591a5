"""The proxy that the environment names for a call."""

from urllib.parse import unquote

from aws_sso.domain.aws.url import Url
from aws_sso.domain.frozen import frozen
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import NetworkError

_HINT = "such as http://proxy.example.com:8080, or http://USER:PASSWORD@HOST:PORT"


@frozen
class Proxy:
    """Where it is, and `user:password` for it, if it wants that."""

    url: Url
    login: Secret | None


def proxy_for(url: Url) -> Proxy | None:
    """Return the proxy to use, None for none; this machine is never reached through one.

    `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, or what macOS and Windows have set up. Raises
    NetworkError for something that is no proxy's address.
    """
    from urllib.request import getproxies, proxy_bypass

    if url.is_loopback or proxy_bypass(url.host):
        return None
    proxies = getproxies()
    text = proxies.get(url.scheme) or proxies.get("all")
    return read_proxy(text, url.scheme) if text else None


def read_proxy(text: str, scheme: str) -> Proxy:
    """Read a proxy's address; errors name its variable and never quote it: it may hold a password.

    What is before the last `@` is user and password, percent-encoded or as they are.
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
        raise NetworkError(f"`{name}` is not the address of a proxy: {error}", _HINT) from None
    return Proxy(url, Secret(unquote(login)) if at else None)
