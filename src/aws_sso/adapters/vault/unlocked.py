"""Keeps an unlocked vault open for a while, so that nobody types a password for each command."""

import time

from aws_sso.adapters.vault.kernel_keyring import KernelKeyring

DEFAULT_MINUTES = {"file": 480, "secret-service": 15, "kwallet": 15}
"""By store; 0 for all others: they ask, if at all, in ways that need no help from us."""

_ID = 16
_EACH = _ID + 32


class Unlocked:
    """Remembers what opens a vault, for so many minutes from an unlock on; 0 remembers nothing.

    All that is remembered of a vault ends at the same time: what is kept later, because a key was
    added or dropped, neither outlives the rest nor lets it live longer.
    """

    def __init__(self, keyring: KernelKeyring, minutes: int) -> None:
        self._keyring = keyring
        self._minutes = minutes

    def keys(self, vault_id: str) -> dict[str, bytes]:
        """Return the keys that are remembered, by their ids.

        Nothing stays remembered once the user wants none of it.
        """
        if not self._minutes:
            self.drop(vault_id)
        return _split(self._read(vault_id, "keys"))

    def keep_keys(self, vault_id: str, keys: dict[str, bytes]) -> None:
        """Remember keys of 32 bytes under ids of 16 ASCII characters, and no others."""
        # First, so that a kernel which keeps nothing more does not keep a key that is gone.
        self.drop_keys(vault_id)
        joined = b"".join(key_id.encode("ascii") + key for key_id, key in keys.items())
        if joined:
            self._keep(vault_id, "keys", joined)

    def drop_keys(self, vault_id: str) -> None:
        """Forget the keys; what a password gave stays."""
        self._keyring.drop(_name(vault_id, "keys"))

    def password_key(self, vault_id: str) -> bytes | None:
        """Return what is remembered of a password, if it still is."""
        return self._read(vault_id, "password-key") or None

    def keep_password_key(self, vault_id: str, content: bytes) -> None:
        """Remember what a password gave."""
        self._keep(vault_id, "password-key", content)

    def drop(self, vault_id: str) -> bool:
        """Forget all of it; tells whether there was something."""
        dropped = [self._keyring.drop(_name(vault_id, what)) for what in ("keys", "password-key")]
        self._keyring.drop(_name(vault_id, "until"))
        return any(dropped)

    def _read(self, vault_id: str, what: str) -> bytes:
        return (self._keyring.read(_name(vault_id, what)) or b"") if self._minutes else b""

    def _keep(self, vault_id: str, what: str, content: bytes) -> None:
        if self._minutes:
            self._keyring.keep(_name(vault_id, what), content, self._seconds_left(vault_id))

    def _seconds_left(self, vault_id: str) -> int:
        """Return how long the vault stays open; the time begins here if it does not run yet.

        The end is kept beside the keys, since the kernel tells nobody when a key ends.
        """
        whole, now = self._minutes * 60, int(time.time())
        until = self._read(vault_id, "until")
        if until.isdigit() and now < int(until):
            return min(whole, int(until) - now)
        self._keyring.keep(_name(vault_id, "until"), str(now + whole).encode(), whole)
        return whole


def kept_key(vault_id: str, key_id: str) -> bytes | None:
    """Return one key that is remembered, whatever the settings say of how long."""
    return _split(KernelKeyring().read(_name(vault_id, "keys")) or b"").get(key_id)


def _split(joined: bytes) -> dict[str, bytes]:
    whole = len(joined) - len(joined) % _EACH
    return {
        joined[at : at + _ID].decode("ascii", "replace"): joined[at + _ID : at + _EACH]
        for at in range(0, whole, _EACH)
    }


def _name(vault_id: str, what: str) -> str:
    return f"aws-sso:{what}:{vault_id}"
