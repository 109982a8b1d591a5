"""A stand-in for the kernel's keyring, where a test has to look into it."""

from aws_sso.adapters.vault.kernel_keyring import KernelKeyring
from aws_sso.adapters.vault.unlocked import Unlocked


class Memory(Unlocked):
    """Remembers in `kept`, by vault id and what it is; forgets only when told to."""

    def __init__(self) -> None:
        super().__init__(KernelKeyring(), 5)
        self.kept: dict[tuple[str, str], bytes] = {}

    def _read(self, vault_id: str, what: str) -> bytes:
        return self.kept.get((vault_id, what), b"")

    def _keep(self, vault_id: str, what: str, content: bytes) -> None:
        self.kept[vault_id, what] = content

    def drop_keys(self, vault_id: str) -> None:
        self.kept.pop((vault_id, "keys"), None)

    def drop(self, vault_id: str) -> bool:
        dropped = [self.kept.pop((vault_id, what), None) for what in ("keys", "password-key")]
        return any(content is not None for content in dropped)
