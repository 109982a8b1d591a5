"""Who may ask the credential server for what.

Clients send their token to whoever listens on the port, and that need not be our server. So no
client gets the server's own token: each slot has one, derived from it (HMAC, RFC 2104), that reads
this one slot. The name of this run of the server goes into the derivation: a token that somebody
else saw opens nothing once the server was started again.

A token that the user set is another matter: it is meant to be known to clients elsewhere, so it
opens all slots, and what is derived from it stays the same from run to run.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256
from hmac import compare_digest, new
from urllib.parse import quote

from aws_sso.domain.frozen import frozen
from aws_sso.domain.text.secret import Secret

_SCHEME = "Bearer "
_PURPOSE = b"aws-sso credential server, slot "


@frozen
class Certificate:
    """A certificate with those above it, and its private key, in PEM."""

    chain: str
    key: Secret


@frozen
class ServerToken:
    """The server's own token; `is_set` tells whether the user chose it."""

    secret: Secret
    is_set: bool = False


@frozen
class Guard:
    """What keeps a server from answering just anybody.

    `token` is None where everybody may read; `run` names this run of the server; `names` are names
    and addresses, in lower case, that it goes by besides those of loopback; without a `certificate`
    it does not speak TLS.
    """

    token: ServerToken | None
    run: str = ""
    names: frozenset[str] = frozenset()
    certificate: Certificate | None = None

    def may_read(self, header: bytes | None, slot: str) -> bool:
        """Tell whether an `Authorization` header opens a slot for reading."""
        if self.token is None:
            return True
        is_slots = _same(header, bearer(slot_token(self.token, self.run, slot)))
        return self._is_set_token(header) or is_slots

    def may_control(self, header: bytes | None) -> bool:
        """Tell whether an `Authorization` header lets somebody on the port load and empty slots.

        Only by TLS, so that nobody but this server can have been told the token, and only with one
        that the user set. All others speak over the server's own socket.
        """
        return self.certificate is not None and self._is_set_token(header)

    def _is_set_token(self, header: bytes | None) -> bool:
        token = self.token
        return token is not None and token.is_set and _same(header, bearer(token.secret))


def slot_token(token: ServerToken, run: str, slot: str) -> Secret:
    """Return the token that reads one slot in a run; the default slot's name is empty."""
    bound_to = "" if token.is_set else run
    # No run has a NUL in its name, so no two pairs give the same text.
    text = _PURPOSE + f"{bound_to}\0{slot}".encode("utf-8", "surrogatepass")
    digest = new(token.secret.reveal().encode(), text, sha256).digest()
    return Secret(urlsafe_b64encode(digest).rstrip(b"=").decode())


def bearer(token: Secret) -> Secret:
    """Return the value of the `Authorization` header for a token (RFC 6750)."""
    return Secret(f"{_SCHEME}{token.reveal()}")


def slot_path(slot: str) -> str:
    """Return the path of a slot: `/` for the default one, else `/slot/NAME`."""
    return f"/slot/{quote(slot, safe='')}" if slot else "/"


def is_good_token(text: str) -> bool:
    """Tell whether a text can be a server's token: visible ASCII, 16 characters or more."""
    return len(text) >= 16 and text.isascii() and text.isprintable() and " " not in text


def _same(header: bytes | None, wanted: Secret) -> bool:
    return compare_digest(header or b"", wanted.reveal().encode())
