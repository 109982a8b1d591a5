"""vault.json: the vault's metadata, in plain text."""

import os
from binascii import crc32

from aws_sso.adapters.files.files import write_atomically
from aws_sso.adapters.files.ours import read_ours
from aws_sso.annotations import Any, Mapping, StrPath
from aws_sso.domain.frozen import frozen, made, replace
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.errors import StoreError

VERSION = 1
FILE_NAME = "vault.json"


class DamagedVaultFileError(Exception):
    """vault.json is not intact."""


@frozen
class VaultFile:
    """Content of vault.json; `key_ids` are by instance, `store_fields` belong to the store."""

    vault_id: str
    store: str
    key_ids: Mapping[str, str] = made(factory=dict)
    store_fields: Mapping[str, Any] = made(factory=dict)

    @classmethod
    def new(cls, store: str) -> "VaultFile":
        """Return an empty vault with a new id."""
        from uuid import uuid4  # Imported here, for new vaults only: it costs 2 ms.

        return cls(str(uuid4()), store)

    def with_keys(self, key_ids: Mapping[str, str], fields: Mapping[str, Any]) -> "VaultFile":
        """Return a copy with other keys."""
        return replace(self, key_ids=dict(key_ids), store_fields=dict(fields))

    def write(self, path: StrPath) -> None:
        """Replace the file."""
        content: dict[str, Any] = {
            "version": VERSION,
            "vault_id": self.vault_id,
            "store": self.store,
            "key_ids": dict(self.key_ids),
            "store_fields": dict(self.store_fields),
        }
        content["checksum"] = _checksum(content)
        write_atomically(path, written(content).encode() + b"\n")

    @classmethod
    def read(cls, path: StrPath) -> "VaultFile | None":
        """Return the file's content, None if it does not exist.

        Raises DamagedVaultFileError, and StoreError if a newer version of this program wrote it.
        """
        raw = read_ours(path, hidden=True)
        if raw is None:
            return None
        try:
            content = parsed(raw)
            version = content["version"]
        except (ValueError, KeyError, TypeError):
            raise DamagedVaultFileError from None
        if isinstance(version, int) and version > VERSION:
            raise StoreError(
                f"{path} was written by a newer version of this program",
                "install that version, or move the vault's folder away to start over",
            )
        checksum = content.pop("checksum", None)
        if checksum != _checksum(content):
            raise DamagedVaultFileError
        return cls(
            content["vault_id"], content["store"], content["key_ids"], content["store_fields"]
        )


def store_in_use(folder: StrPath) -> str | None:
    """Return the kind of store that vault.json names, None if there is no intact file."""
    vault = vault_in_use(folder)
    return vault.store if vault else None


def vault_in_use(folder: StrPath) -> VaultFile | None:
    """Return the content of vault.json, None if there is no intact file."""
    try:
        return VaultFile.read(os.path.join(folder, FILE_NAME))
    except DamagedVaultFileError:
        return None


def kept_instances(folder: StrPath) -> list[str]:
    """Return the instances for which a vault has keys; none without an intact vault.json."""
    try:
        vault = VaultFile.read(os.path.join(folder, FILE_NAME))
    except DamagedVaultFileError:
        return []
    # A name with NUL is for records that belong to no instance, such as the server's.
    return [name for name in vault.key_ids if not name.startswith("\0")] if vault else []


def _checksum(content: Mapping[str, Any]) -> str:
    # This guards against accidents, not attackers: the ciphertexts authenticate what matters. So a
    # CRC is enough, and importing hashlib would take longer than the check itself.
    return f"{crc32(written(content, sort_keys=True).encode()):08x}"
