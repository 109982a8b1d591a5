"""Who may ask the credential server for what.

The server's token opens everything. Each slot has a token of its own, derived from it (HMAC, RFC
2104), that reads this one slot: a container that has it cannot read another's role. The tokens of
slots need not be kept anywhere, and a new token of the server's replaces them all.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest, new
from urllib.parse import quote

from aws_sso.domain.text.secret import Secret

_SCHEME = "Bearer "
_PURPOSE = b"aws-sso credential server, slot "


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with those above it, and its private key, in PEM."""

    chain: str
    key: Secret


@dataclass(frozen=True, slots=True)
class Guard:
    """What keeps a server from answering just anybody.

    `token` is None where everybody may ask; `names` are names and addresses, in lower case, that it
    goes by besides those of loopback; without a `certificate` it does not speak TLS.
    """

    token: Secret | None
    names: frozenset[str] = frozenset()
    certificate: Certificate | None = None


def slot_token(server_token: Secret, slot: str) -> Secret:
    """Return the token that reads one slot; the default slot's name is empty."""
    text = _PURPOSE + slot.encode("utf-8", "surrogatepass")
    digest = new(server_token.reveal().encode(), text, sha256).digest()
    return Secret(urlsafe_b64encode(digest).rstrip(b"=").decode())


def bearer(token: Secret) -> Secret:
    """Return the value of the `Authorization` header for a token (RFC 6750)."""
    return Secret(f"{_SCHEME}{token.reveal()}")


def may_read(header: bytes | None, server_token: Secret, slot: str | None) -> bool:
    """Tell whether an `Authorization` header opens a slot for reading; None is all of them."""
    is_owner = may_change(header, server_token)
    if slot is None:
        return is_owner
    return _same(header, bearer(slot_token(server_token, slot))) or is_owner


def may_change(header: bytes | None, server_token: Secret) -> bool:
    """Tell whether an `Authorization` header opens everything."""
    return _same(header, bearer(server_token))


def slot_path(slot: str) -> str:
    """Return the path of a slot: `/` for the default one, else `/slot/NAME`."""
    return f"/slot/{quote(slot, safe='')}" if slot else "/"


def is_good_token(text: str) -> bool:
    """Tell whether a text can be a server's token: visible ASCII, 16 characters or more."""
    return len(text) >= 16 and text.isascii() and text.isprintable() and " " not in text


def _same(header: bytes | None, wanted: Secret) -> bool:
    return compare_digest(header or b"", wanted.reveal().encode())
