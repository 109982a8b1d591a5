"""Access rights of the credential server's clients.

Clients send their token to any process that listens on the port, which need not be our server. So
no client gets the server's own token. Each slot has a token derived from it (HMAC, RFC 2104) that
reads only this slot. The derivation includes the name of the server's run, so a leaked token is
useless after a restart.

A token that the user set is meant for clients elsewhere. It opens all slots, and tokens derived
from it stay the same across runs.
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
    """A certificate with its chain, and its private key, in PEM."""

    chain: str
    key: Secret


@frozen
class ServerToken:
    """The server's own token; `is_set` is true if the user chose it."""

    secret: Secret
    is_set: bool = False


@frozen
class Guard:
    """What restricts access to a server.

    `token` is None if anyone may read. `run` names this run of the server. `names` are its names
    and addresses (lower case) besides loopback. Without a `certificate` it does not speak TLS.
    """

    token: ServerToken | None
    run: str = ""
    names: frozenset[str] = frozenset()
    certificate: Certificate | None = None

    def may_read(self, header: bytes | None, slot: str) -> bool:
        """Return whether an `Authorization` header allows reading a slot."""
        if self.token is None:
            return True
        is_slots = _same(header, bearer(slot_token(self.token, self.run, slot)))
        return self._is_set_token(header) or is_slots

    def may_control(self, header: bytes | None) -> bool:
        """Return whether an `Authorization` header allows loading and emptying slots over the port.

        Only over TLS, so that no other process can have received the token, and only with a token
        that the user set. Everyone else uses the server's own socket.
        """
        return self.certificate is not None and self._is_set_token(header)

    def _is_set_token(self, header: bytes | None) -> bool:
        token = self.token
        return token is not None and token.is_set and _same(header, bearer(token.secret))


def slot_token(token: ServerToken, run: str, slot: str) -> Secret:
    """Return the token that reads one slot during a run; the default slot's name is empty."""
    bound_to = "" if token.is_set else run
    # No run has a NUL in its name, so the text is unique for each pair.
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
    """Return whether a text can be a server token: visible ASCII, 16 characters or more."""
    return len(text) >= 16 and text.isascii() and text.isprintable() and " " not in text


def _same(header: bytes | None, wanted: Secret) -> bool:
    return compare_digest(header or b"", wanted.reveal().encode())
