"""The credential server's own secrets: its token, and the user's certificate."""

from aws_sso.annotations import Protocol
from aws_sso.domain.server.access import Certificate, ServerToken, is_good_token
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import SsoError, UsageError


class TokenShelf(Protocol):
    """Stores the sealed token; once replaced, an old copy cannot be opened any more."""

    def token(self) -> ServerToken | None: ...
    def keep_token(self, token: ServerToken) -> None: ...
    def drop_token(self) -> bool: ...


class CertificateShelf(Protocol):
    """Stores the certificate, with its key sealed."""

    def certificate(self) -> Certificate | None: ...


class RunningServers(Protocol):
    """The running servers; they accept another token, or for None a random one."""

    def take_token(self, token: ServerToken | None) -> None: ...


def new_token() -> ServerToken:
    """Return an unguessable token."""
    from secrets import token_urlsafe

    return ServerToken(Secret(token_urlsafe(32)))


def new_run() -> str:
    """Return a unique name for a run of a server."""
    from secrets import token_hex

    return token_hex(16)


def token_or_new(shelf: TokenShelf) -> ServerToken:
    """Return the token; creates and stores one if there is none."""
    token = shelf.token()
    if token is None:
        token = new_token()
        shelf.keep_token(token)
    return token


def kept_token(shelf: TokenShelf) -> ServerToken:
    """Return the token; raises SsoError if there is none."""
    token = shelf.token()
    if token is None:
        raise SsoError("no token yet", "run `aws-sso ecs server` to create one")
    return token


def replace_token(shelf: TokenShelf, servers: RunningServers, text: str) -> None:
    """Replace the token, also on running servers; raises UsageError for a weak one.

    Raises SsoError if a running server cannot be reached.
    """
    if not is_good_token(text):
        raise UsageError(
            "the token is not valid", "use 16 visible ASCII characters or more, without spaces"
        )
    token = ServerToken(Secret(text), is_set=True)
    shelf.keep_token(token)
    servers.take_token(token)


def drop_token(shelf: TokenShelf, servers: RunningServers) -> bool:
    """Delete the token, also on running servers; returns whether there was one.

    Raises SsoError if a running server cannot be reached.
    """
    was_there = shelf.drop_token()
    servers.take_token(None)
    return was_there


def kept_certificate(shelf: CertificateShelf) -> Certificate:
    """Return the certificate; raises SsoError if there is none."""
    certificate = shelf.certificate()
    if certificate is None:
        raise SsoError("no certificate", "run `aws-sso setup ecs ssl` to add one")
    return certificate
