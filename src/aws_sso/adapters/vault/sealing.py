"""Sealing and opening records: a plain-text header line, and a ciphertext that authenticates it.

For the layout of a record, and what the ciphertext authenticates, see record_format.py.
"""

import os

from aws_sso.adapters.vault.aes import aes_gcm
from aws_sso.adapters.vault.record_format import (
    NONCE_BYTES,
    UNBOUND,
    header_line,
    read_header,
    taken_apart,
    vouched_for,
)
from aws_sso.domain.frozen import frozen

KEY_BYTES = 32
_MAX_BYTES = 4 << 20


class BrokenRecordError(Exception):
    """A record is damaged, not the requested one, or sealed with another key."""


@frozen
class Place:
    """A record's place: vault, instance, kind and name.

    `bound` are the services it is bound to; see record_format.py.
    """

    vault_id: str
    instance: str
    kind: str
    name: str
    bound: str = UNBOUND


@frozen
class DataKey:
    """An instance's key; `key` has 32 bytes, `key_id` is public."""

    key_id: str
    key: bytes

    def __repr__(self) -> str:
        return f"DataKey({self.key_id}, <redacted>)"

    @classmethod
    def fresh(cls) -> "DataKey":
        """Return a new random key."""
        return cls(os.urandom(8).hex(), os.urandom(KEY_BYTES))


@frozen
class Header:
    """The part of a record that is readable without a key."""

    key_id: str
    expires: int
    renew_at: int
    bound: str = UNBOUND

    def line(self) -> bytes:
        """Return the header line, newline included."""
        return header_line(self.key_id, self.expires, self.renew_at, self.bound)

    @classmethod
    def of(cls, record: bytes) -> "Header":
        """Return a record's header; raises BrokenRecordError."""
        return cls.parse(taken_apart(record)[0])

    @classmethod
    def parse(cls, line: bytes) -> "Header":
        """Read a header line; raises BrokenRecordError."""
        try:
            return cls(*read_header(line))
        except ValueError as error:
            raise BrokenRecordError(str(error)) from None


def seal(place: Place, key: DataKey, content: bytes, expires: int, renew_at: int) -> bytes:
    """Return a record that contains `content`."""
    header = Header(key.key_id, expires, renew_at, place.bound).line()
    nonce = os.urandom(NONCE_BYTES)
    return header + nonce + aes_gcm(key.key).encrypt(nonce, content, _vouched(place, header))


def unseal(place: Place, key: DataKey, record: bytes) -> tuple[Header, bytes]:
    """Open a record; raises BrokenRecordError unless it is intact and from exactly this place."""
    if len(record) > _MAX_BYTES:
        raise BrokenRecordError("it is too large for a record")
    line, nonce, sealed = taken_apart(record)
    header = Header.parse(line)
    if header.key_id != key.key_id:
        raise BrokenRecordError("it was sealed with a key that no longer exists")
    if header.bound != place.bound:
        raise BrokenRecordError("it is bound to other services")
    try:
        return header, aes_gcm(key.key).decrypt(nonce, sealed, _vouched(place, line))
    except Exception as error:
        # Imported here: this module of cryptography imports `typing`.
        from cryptography.exceptions import InvalidTag

        if not isinstance(error, InvalidTag | ValueError):
            raise
        raise BrokenRecordError("it is damaged or was moved") from None


def _vouched(place: Place, header: bytes) -> bytes:
    return vouched_for(place.vault_id, place.instance, place.kind, place.name, header)
