"""Sealed records: one header line in clear, then an AES-256-GCM ciphertext that vouches for it.

    aws-sso-1 KEYID EXPIRES RENEW_AT\\n  (ASCII; times in Unix seconds, 0 for none)
    nonce (12 bytes)  ciphertext and tag (NIST SP 800-38D)

The additional authenticated data is built by the reader from what it asked for, so a record that
was moved, renamed or whose header was changed does not open.
"""

import os
from dataclasses import dataclass

from aws_sso.adapters.vault.aes import aes_gcm

VERSION = "aws-sso-1"
KEY_BYTES = 32
_NONCE_BYTES = 12
_MAX_BYTES = 4 << 20


class BrokenRecordError(Exception):
    """A record is damaged, not what was asked for, or sealed with another key."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record belongs: which vault, instance, kind and name."""

    vault_id: str
    instance: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Header:
    """What a record tells without a key."""

    key_id: str
    expires: int
    renew_at: int

    def line(self) -> bytes:
        """Return the header line, newline included."""
        return f"{VERSION} {self.key_id} {self.expires} {self.renew_at}\n".encode("ascii")

    @classmethod
    def parse(cls, line: bytes) -> "Header":
        """Read a header line; raises BrokenRecordError."""
        parts = line.rstrip(b"\n").split(b" ")
        if len(parts) != 4 or not line.endswith(b"\n"):
            raise BrokenRecordError("it has no header")
        if parts[0] != VERSION.encode():
            raise BrokenRecordError("it is of another version of this program")
        try:
            return cls(parts[1].decode("ascii"), int(parts[2]), int(parts[3]))
        except ValueError:
            raise BrokenRecordError("its header is damaged") from None


def seal(place: Place, key: DataKey, content: bytes, expires: int, renew_at: int) -> bytes:
    """Return the record that holds `content`."""
    header = Header(key.key_id, expires, renew_at).line()
    nonce = os.urandom(_NONCE_BYTES)
    return header + nonce + aes_gcm(key.key).encrypt(nonce, content, _vouched(place, header))


def unseal(place: Place, key: DataKey, record: bytes) -> tuple[Header, bytes]:
    """Open a record; raises BrokenRecordError if it is not intact and exactly this place's."""
    from cryptography.exceptions import InvalidTag

    if len(record) > _MAX_BYTES:
        raise BrokenRecordError("it is too large to be a record")
    end = record.find(b"\n") + 1
    header = Header.parse(record[:end])
    if header.key_id != key.key_id:
        raise BrokenRecordError("it is sealed with a key that is gone")
    nonce = record[end : end + _NONCE_BYTES]
    sealed = record[end + _NONCE_BYTES :]
    try:
        return header, aes_gcm(key.key).decrypt(nonce, sealed, _vouched(place, record[:end]))
    except (InvalidTag, ValueError):
        raise BrokenRecordError("it is damaged or belongs somewhere else") from None


def _vouched(place: Place, header: bytes) -> bytes:
    # Length before each part: no two places give the same bytes.
    parts = (place.vault_id, place.instance, place.kind, place.name)
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in (*encoded, header))
