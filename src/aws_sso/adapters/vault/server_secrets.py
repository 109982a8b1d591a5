"""The credential server's own secrets: its token, and the key of its certificate."""

import json

from aws_sso.adapters.vault.vault import Vault
from aws_sso.domain.server.access import Certificate, ServerToken
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import UsageError

_SERVER, _SERVER_TOKEN = "\0server", "\0server-token"
"""Whose records these are: names that no instance can have, since YAML knows no NUL.

The token has a key of its own, which goes with it: a copy of an older record opens no more.
"""
_MADE, _SET, _TLS = "server-token", "set-server-token", "tls-key"
_FOREVER = 1 << 40


class ServerSecrets:
    """Keeps them in the vault."""

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
        """Replace the token, and the key that it is sealed with."""
        self._vault.forget(_SERVER_TOKEN)
        kind = _SET if token.is_set else _MADE
        self._vault.write(_SERVER_TOKEN, kind, kind, token.secret.reveal().encode(), _FOREVER)

    def drop_token(self) -> bool:
        """Delete the token with its key; tells whether there was one."""
        was_there = self.token() is not None
        self._vault.forget(_SERVER_TOKEN)
        return was_there

    def certificate(self) -> Certificate | None:
        """Return the certificate; None if there is none."""
        found = self._vault.read(_SERVER, _TLS, _TLS)
        if found is None:
            return None
        fields = json.loads(found[1])
        return Certificate(fields["chain"], Secret(fields["key"]))

    def keep_certificate(self, certificate: Certificate) -> None:
        """Replace the certificate, once it is known to be one; raises UsageError if it is not."""
        check_certificate(certificate)
        content = json.dumps({"chain": certificate.chain, "key": certificate.key.reveal()})
        self._vault.write(_SERVER, _TLS, _TLS, content.encode(), _FOREVER)

    def drop_certificate(self) -> bool:
        """Delete the certificate; tells whether there was one."""
        return self._vault.delete(_SERVER, _TLS, _TLS)


def check_certificate(certificate: Certificate) -> None:
    """Raise UsageError unless it is a certificate in its time, with the key that belongs to it."""
    from datetime import UTC, datetime

    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        first, *_ = x509.load_pem_x509_certificates(certificate.chain.encode())
    except ValueError:
        raise UsageError("that is no certificate", "a file in PEM format, own one first") from None
    try:
        key = load_pem_private_key(certificate.key.reveal().encode(), None)
    except (ValueError, TypeError):
        raise UsageError(
            "that is no private key that can be used", "a file in PEM format, without a password"
        ) from None
    if first.public_key() != key.public_key():
        raise UsageError("the private key does not belong to the certificate", None)
    if first.not_valid_after_utc <= datetime.now(UTC):
        raise UsageError(f"the certificate ended on {first.not_valid_after_utc:%Y-%m-%d}", None)
