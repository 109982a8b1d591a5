"""The credential server's own secrets: its token, and its certificate's key."""

from aws_sso.adapters.vault.vault import Vault
from aws_sso.domain.server.access import Certificate, ServerToken
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import UsageError

_SERVER, _SERVER_TOKEN = "\0server", "\0server-token"
"""Owners of these records: names that no instance can have, since YAML does not allow NUL.

The token has its own key, which is replaced with it, so a copy of an older record cannot be opened.
"""
_MADE, _SET, _TLS = "server-token", "set-server-token", "tls-key"
_FOREVER = 1 << 40


class ServerSecrets:
    """Stores them in the vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def token(self) -> ServerToken | None:
        """Return the token; None if there is none yet."""
        for kind in (_SET, _MADE):
            found = self._vault.read(_SERVER_TOKEN, kind, kind)
            if found is not None:
                return ServerToken(Secret(found[1].decode()), is_set=kind == _SET)
        return None

    def keep_token(self, token: ServerToken) -> None:
        """Replace the token, and the key that seals it."""
        self._vault.forget(_SERVER_TOKEN)
        kind = _SET if token.is_set else _MADE
        self._vault.write(_SERVER_TOKEN, kind, kind, token.secret.reveal().encode(), _FOREVER)

    def drop_token(self) -> bool:
        """Delete the token and its key; returns whether there was one."""
        was_there = self.token() is not None
        self._vault.forget(_SERVER_TOKEN)
        return was_there

    def certificate(self) -> Certificate | None:
        """Return the certificate; None if there is none."""
        found = self._vault.read(_SERVER, _TLS, _TLS)
        if found is None:
            return None
        fields = parsed(found[1])
        return Certificate(fields["chain"], Secret(fields["key"]))

    def keep_certificate(self, certificate: Certificate) -> None:
        """Check and replace the certificate; raises UsageError if it is not valid."""
        check_certificate(certificate)
        content = written({"chain": certificate.chain, "key": certificate.key.reveal()})
        self._vault.write(_SERVER, _TLS, _TLS, content.encode(), _FOREVER)

    def drop_certificate(self) -> bool:
        """Delete the certificate; returns whether there was one."""
        return self._vault.delete(_SERVER, _TLS, _TLS)


def check_certificate(certificate: Certificate) -> None:
    """Raise UsageError unless it is a currently valid certificate with the matching key."""
    from datetime import UTC, datetime

    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        first, *_ = x509.load_pem_x509_certificates(certificate.chain.encode())
    except ValueError:
        raise UsageError(
            "not a certificate", "use a file in PEM format, with the server's certificate first"
        ) from None
    try:
        key = load_pem_private_key(certificate.key.reveal().encode(), None)
    except (ValueError, TypeError):
        raise UsageError(
            "not a usable private key", "use a file in PEM format without a password"
        ) from None
    if first.public_key() != key.public_key():
        raise UsageError("the private key does not match the certificate", None)
    if first.not_valid_after_utc <= datetime.now(UTC):
        raise UsageError(f"the certificate expired on {first.not_valid_after_utc:%Y-%m-%d}", None)
