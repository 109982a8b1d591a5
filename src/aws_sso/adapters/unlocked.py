"""Keeps an unlocked vault open for a while, so that nobody types a password for each command."""

from aws_sso.adapters.kernel_keyring import KernelKeyring

DEFAULT_MINUTES = {"file": 480, "secret-service": 15, "kwallet": 15}
"""By store; 0 for all others: they ask, if at all, in ways that need no help from us."""


class Unlocked:
    """Remembers what opens a vault, for so many minutes from an unlock on; 0 remembers nothing."""

    def __init__(self, keyring: KernelKeyring, minutes: int) -> None:
        self._keyring = keyring
        self._minutes = minutes

    def read(self, vault_id: str, what: str) -> bytes | None:
        """Return what is remembered (`keys` or `password-key`), if it still is."""
        return self._keyring.read(_name(vault_id, what)) if self._minutes else None

    def keep(self, vault_id: str, what: str, content: bytes) -> None:
        """Remember it. The time counts from here and does not begin anew when it is read."""
        if self._minutes:
            self._keyring.keep(_name(vault_id, what), content, self._minutes * 60)

    def drop(self, vault_id: str) -> bool:
        """Forget all of it; tells whether there was something."""
        dropped = [self._keyring.drop(_name(vault_id, what)) for what in ("keys", "password-key")]
        return any(dropped)


def _name(vault_id: str, what: str) -> str:
    return f"aws-sso:{what}:{vault_id}"
