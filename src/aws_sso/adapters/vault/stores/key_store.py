"""What every store of the vault's keys can do."""

from collections.abc import Mapping
from typing import Any, Protocol


class KeyStore(Protocol):
    """Keeps one item: some bytes that hold the keys of all instances.

    `fields` is what the store itself put into vault.json, in clear: parameters, salts, or the item
    in encrypted form. Both methods raise StoreError when the store cannot be used; "cannot
    read" is never told as "nothing there".
    """

    kind: str

    def load(self, vault_id: str, fields: Mapping[str, Any]) -> bytes | None:
        """Return the item, or None if this vault surely has none yet."""
        ...

    def save(self, vault_id: str, fields: Mapping[str, Any], item: bytes) -> dict[str, Any]:
        """Keep the item; returns what vault.json has to hold for this store from now on."""
        ...

    def drop(self, vault_id: str, fields: Mapping[str, Any]) -> None:
        """Remove the item, if it is there."""
        ...
