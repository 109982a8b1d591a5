"""Keeping the credential server's own secrets: its token, and a certificate of the user's."""

from typing import Protocol

from aws_sso.domain.server.access import Certificate, ServerToken, is_good_token
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import SsoError, UsageError


class TokenShelf(Protocol):
    """Where the token is kept, sealed; what was kept before opens no more once it is replaced."""

    def token(self) -> ServerToken | None: ...
    def keep_token(self, token: ServerToken) -> None: ...
    def drop_token(self) -> bool: ...


class CertificateShelf(Protocol):
    """Where the certificate is kept, its key sealed."""

    def certificate(self) -> Certificate | None: ...


class RunningServers(Protocol):
    """The servers that run, which take another token, or one that nobody knows for None."""

    def take_token(self, token: ServerToken | None) -> None: ...


def new_token() -> ServerToken:
    """Return a token that nobody can guess."""
    from secrets import token_urlsafe

    return ServerToken(Secret(token_urlsafe(32)))


def new_run() -> str:
    """Return a name for a run of a server that no other run has."""
    from secrets import token_hex

    return token_hex(16)


def token_or_new(shelf: TokenShelf) -> ServerToken:
    """Return the token, made and kept if there is none yet."""
    token = shelf.token()
    if token is None:
        token = new_token()
        shelf.keep_token(token)
    return token


def kept_token(shelf: TokenShelf) -> ServerToken:
    """Return the token; raises SsoError if there is none."""
    token = shelf.token()
    if token is None:
        raise SsoError("there is no token yet", "`aws-sso ecs server` makes one")
    return token


def replace_token(shelf: TokenShelf, servers: RunningServers, text: str) -> None:
    """Keep another token from now on, also at servers that run; raises UsageError for a weak one.

    Raises SsoError where one of them could not be told.
    """
    if not is_good_token(text):
        raise UsageError(
            "that is no token to rely on", "16 visible ASCII characters or more, no spaces"
        )
    token = ServerToken(Secret(text), is_set=True)
    shelf.keep_token(token)
    servers.take_token(token)


def drop_token(shelf: TokenShelf, servers: RunningServers) -> bool:
    """Delete the token, also at servers that run; tells whether there was one.

    Raises SsoError where one of them could not be told.
    """
    was_there = shelf.drop_token()
    servers.take_token(None)
    return was_there


def kept_certificate(shelf: CertificateShelf) -> Certificate:
    """Return the certificate; raises SsoError if there is none."""
    certificate = shelf.certificate()
    if certificate is None:
        raise SsoError("there is no certificate", "`aws-sso setup ecs ssl` keeps one")
    return certificate
