"""The interface of all stores of the vault's keys."""

from aws_sso.annotations import Any, Mapping, Protocol


class KeyStore(Protocol):
    """Stores one item: bytes that contain the keys of all instances.

    `fields` is what the store itself put into vault.json in plain text: parameters, salts, or the
    encrypted item. All methods raise StoreError if the store cannot be used; "cannot read" is never
    reported as "nothing there".
    """

    kind: str

    def load(self, vault_id: str, fields: Mapping[str, Any]) -> bytes | None:
        """Return the item, or None if this vault certainly has none yet."""

    def save(self, vault_id: str, fields: Mapping[str, Any], item: bytes) -> dict[str, Any]:
        """Store the item; returns this store's new fields for vault.json."""

    def drop(self, vault_id: str, fields: Mapping[str, Any]) -> None:
        """Remove the item, if it exists."""
