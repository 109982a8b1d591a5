"""Keeping the credential server's own secrets: its token, and a certificate of the user's."""

from typing import Protocol

from aws_sso.domain.server.access import Certificate, is_good_token
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import SsoError, UsageError


class TokenShelf(Protocol):
    """Where the token is kept, sealed."""

    def token(self) -> Secret | None: ...
    def keep_token(self, token: Secret) -> None: ...


class CertificateShelf(Protocol):
    """Where the certificate is kept, its key sealed."""

    def certificate(self) -> Certificate | None: ...


def new_token() -> Secret:
    """Return a token that nobody can guess."""
    from secrets import token_urlsafe

    return Secret(token_urlsafe(32))


def token_or_new(shelf: TokenShelf) -> Secret:
    """Return the token, made and kept if there is none yet."""
    token = shelf.token()
    if token is None:
        token = new_token()
        shelf.keep_token(token)
    return token


def kept_token(shelf: TokenShelf) -> Secret:
    """Return the token; raises SsoError if there is none."""
    token = shelf.token()
    if token is None:
        raise SsoError("there is no token yet", "`aws-sso ecs server` makes one")
    return token


def replace_token(shelf: TokenShelf, text: str) -> None:
    """Keep another token from now on; raises UsageError for a weak one."""
    if not is_good_token(text):
        raise UsageError(
            "that is no token to rely on", "16 visible ASCII characters or more, no spaces"
        )
    shelf.keep_token(Secret(text))


def kept_certificate(shelf: CertificateShelf) -> Certificate:
    """Return the certificate; raises SsoError if there is none."""
    certificate = shelf.certificate()
    if certificate is None:
        raise SsoError("there is no certificate", "`aws-sso setup ecs ssl` keeps one")
    return certificate
