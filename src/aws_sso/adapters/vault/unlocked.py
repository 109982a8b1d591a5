"""Keeps a vault unlocked for a while, so that not every command asks for a password."""

import time

from aws_sso.adapters.vault.kernel_keyring import KernelKeyring

DEFAULT_MINUTES = {"file": 480, "secret-service": 15, "kwallet": 15}
"""By store; 0 for all others, which have their own way to ask."""

_ID = 16
_EACH = _ID + 32


class Unlocked:
    """Keeps a vault's keys for some minutes after an unlock; 0 keeps nothing.

    All keys of a vault expire at the same time. A key stored later, because one was added or
    dropped, neither outlives the rest nor extends its time.
    """

    def __init__(self, keyring: KernelKeyring, minutes: int) -> None:
        self._keyring = keyring
        self._minutes = minutes

    def keys(self, vault_id: str) -> dict[str, bytes]:
        """Return the stored keys by id.

        Nothing stays stored after the user has disabled it.
        """
        if not self._minutes:
            self.drop(vault_id)
        return _split(self._read(vault_id, "keys"))

    def keep_keys(self, vault_id: str, keys: dict[str, bytes]) -> None:
        """Store keys of 32 bytes under ids of 16 ASCII characters, and drop all others."""
        # First, so that a kernel that accepts nothing more does not keep a dropped key.
        self.drop_keys(vault_id)
        joined = b"".join(key_id.encode("ascii") + key for key_id, key in keys.items())
        if joined:
            self._keep(vault_id, "keys", joined)

    def drop_keys(self, vault_id: str) -> None:
        """Forget the keys; the key derived from a password stays."""
        self._keyring.drop(_name(vault_id, "keys"))

    def password_key(self, vault_id: str) -> bytes | None:
        """Return the stored key derived from a password, if any."""
        return self._read(vault_id, "password-key") or None

    def keep_password_key(self, vault_id: str, content: bytes) -> None:
        """Store the key derived from a password."""
        self._keep(vault_id, "password-key", content)

    def drop(self, vault_id: str) -> bool:
        """Forget everything; returns whether there was anything."""
        dropped = [self._keyring.drop(_name(vault_id, what)) for what in ("keys", "password-key")]
        self._keyring.drop(_name(vault_id, "until"))
        return any(dropped)

    def _read(self, vault_id: str, what: str) -> bytes:
        return (self._keyring.read(_name(vault_id, what)) or b"") if self._minutes else b""

    def _keep(self, vault_id: str, what: str, content: bytes) -> None:
        if self._minutes:
            self._keyring.keep(_name(vault_id, what), content, self._seconds_left(vault_id))

    def _seconds_left(self, vault_id: str) -> int:
        """Return how long the vault stays unlocked; starts the time if it is not running.

        The end is stored with the keys, since the kernel does not say when a key expires.
        """
        whole, now = self._minutes * 60, int(time.time())
        until = self._read(vault_id, "until")
        if until.isdigit() and now < int(until):
            return min(whole, int(until) - now)
        self._keyring.keep(_name(vault_id, "until"), str(now + whole).encode(), whole)
        return whole


def kept_key(vault_id: str, key_id: str) -> bytes | None:
    """Return one stored key, whatever the settings say about the duration."""
    return _split(KernelKeyring().read(_name(vault_id, "keys")) or b"").get(key_id)


def _split(joined: bytes) -> dict[str, bytes]:
    whole = len(joined) - len(joined) % _EACH
    return {
        joined[at : at + _ID].decode("ascii", "replace"): joined[at + _ID : at + _EACH]
        for at in range(0, whole, _EACH)
    }


def _name(vault_id: str, what: str) -> str:
    return f"aws-sso:{what}:{vault_id}"
