"""The credential server's address, and the conditions for serving there."""

from aws_sso.annotations import Iterable
from aws_sso.domain.aws.url import Url, is_loopback_host
from aws_sso.errors import UsageError

LOOPBACK = "127.0.0.1"
PORT = 4144


def server_url(address: str, port: int, *, tls: bool) -> str:
    """Return the URL of a server that listens on an address."""
    host = f"[{address}]" if ":" in address else address
    return f"{'https' if tls else 'http'}://{host}:{port}"


def url_of_server(server: str, *, tls: bool) -> Url:
    """Return the URL of the server given as HOST:PORT or as a URL.

    `tls` says whether a HOST:PORT speaks TLS. Raises UsageError for anything else.
    """
    hint = "for example `--server localhost:4144`"
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
    """Return a server's names in lower case: its address, and the names the user gave it."""
    return frozenset(name.lower() for name in (address, *names))


def check_address(address: str, *, tls: bool, token: bool) -> None:
    """Raise UsageError for an address that others can reach, unless TLS and a token protect it."""
    if is_loopback_host(address):
        return
    if not tls:
        raise UsageError(
            f"refusing to serve credentials on {address} without TLS: anyone on the network could "
            "read them",
            "set up a certificate with `aws-sso setup ecs ssl`, or bind to 127.0.0.1",
        )
    if not token:
        raise UsageError(
            f"refusing to serve credentials on {address} without a token",
            "remove `--disable-auth`, or bind to 127.0.0.1",
        )
