"""Where the credential server is reached, and what it takes to serve there."""

from collections.abc import Iterable

from aws_sso.domain.aws.url import Url, is_loopback_host
from aws_sso.errors import UsageError

LOOPBACK = "127.0.0.1"
PORT = 4144


def server_url(address: str, port: int, *, tls: bool) -> str:
    """Return the URL under which a server that listens on an address is reached."""
    host = f"[{address}]" if ":" in address else address
    return f"{'https' if tls else 'http'}://{host}:{port}"


def url_of_server(server: str, *, tls: bool) -> Url:
    """Return the URL of the server that a user means by HOST:PORT or by a URL.

    `tls` tells whether it speaks TLS where HOST:PORT does not say so. Raises UsageError for
    anything else.
    """
    hint = "for instance `--server localhost:4144`"
    text = server.rstrip("/")
    if "://" not in text:
        if not text.rpartition(":")[2].isdigit():
            raise UsageError(f"`{server}` is not HOST:PORT", hint)
        text = f"{'https' if tls else 'http'}://{text}"
    try:
        return Url.parse(text)
    except ValueError as error:
        raise UsageError(f"`{server}` is not HOST:PORT: {error}", hint) from None


def host_names(address: str, names: Iterable[str]) -> frozenset[str]:
    """Return what a server at an address goes by, in lower case, with names of the user's."""
    return frozenset(name.lower() for name in (address, *names))


def check_address(address: str, *, tls: bool, token: bool) -> None:
    """Raise UsageError for an address that others can reach, unless TLS and token protect it."""
    if is_loopback_host(address):
        return
    if not tls:
        raise UsageError(
            f"will not serve credentials on {address} without TLS: everybody on the way could read "
            "them",
            "set a certificate up with `aws-sso setup ecs ssl`, or bind to 127.0.0.1",
        )
    if not token:
        raise UsageError(
            f"will not serve credentials on {address} without a token",
            "leave `--disable-auth` out, or bind to 127.0.0.1",
        )
