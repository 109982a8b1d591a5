"""Store `json`: unencrypted keys in a file. For tests, and for people who know the risk."""

from base64 import b64decode, b64encode
from pathlib import Path

from aws_sso.adapters.files.files import write_atomically
from aws_sso.adapters.files.ours import read_ours
from aws_sso.annotations import Any, Callable, Mapping
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.errors import StoreError


class JsonStore:
    """Stores the item unprotected in the file named by `JsonStore`; warns each time."""

    kind = "json"

    def __init__(self, path: Path, warn: Callable[[str], None]) -> None:
        self._path = path
        self._warn = warn
        self._warned = False

    def load(self, vault_id: str, fields: Mapping[str, Any]) -> bytes | None:
        """Return the item; raises StoreError if the file is not ours."""
        self._warn_once()
        items = self._items()
        try:
            return b64decode(items[vault_id], validate=True) if vault_id in items else None
        except (TypeError, ValueError):
            raise StoreError(f"{self._path}: the item of this vault is damaged") from None

    def save(self, vault_id: str, fields: Mapping[str, Any], item: bytes) -> dict[str, Any]:
        """Write the item next to other vaults' items."""
        self._warn_once()
        self._write({**self._items(), vault_id: b64encode(item).decode()})
        return {}

    def drop(self, vault_id: str, fields: Mapping[str, Any]) -> None:
        """Remove this vault's item; others are kept."""
        items = self._items()
        if items.pop(vault_id, None) is not None:
            self._write(items)

    def _items(self) -> dict[str, Any]:
        content = read_ours(self._path, hidden=True, folder_hidden=False)
        if not content:
            return {}
        try:
            items = parsed(content)
        except ValueError:
            items = None
        if not isinstance(items, dict):
            raise StoreError(
                f"{self._path} is not an aws-sso key store",
                "set `JsonStore` to another file",
            )
        return items

    def _write(self, items: dict[str, Any]) -> None:
        write_atomically(self._path, written(items).encode())

    def _warn_once(self) -> None:
        if not self._warned:
            self._warned = True
            self._warn(
                f"the vault's keys are stored unencrypted in {self._path} (`SecureStore: json`)"
            )
