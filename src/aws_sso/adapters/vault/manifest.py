"""vault.json: what the vault tells in clear about itself."""

import json
from binascii import crc32
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aws_sso.adapters.files.files import write_atomically
from aws_sso.adapters.files.json_text import parsed
from aws_sso.adapters.files.ours import read_ours
from aws_sso.domain.frozen import frozen, made, replace
from aws_sso.errors import StoreError

VERSION = 1
FILE_NAME = "vault.json"


class DamagedVaultFileError(Exception):
    """vault.json is not intact."""


@frozen
class VaultFile:
    """Content of vault.json; `key_ids` goes by instance, `store_fields` belongs to the store."""

    vault_id: str
    store: str
    key_ids: Mapping[str, str] = made(factory=dict)
    store_fields: Mapping[str, Any] = made(factory=dict)

    @classmethod
    def new(cls, store: str) -> "VaultFile":
        """Return an empty vault with a new id."""
        from uuid import uuid4  # For a new vault only: it costs 2 ms.

        return cls(str(uuid4()), store)

    def with_keys(self, key_ids: Mapping[str, str], fields: Mapping[str, Any]) -> "VaultFile":
        """Return it with other keys."""
        return replace(self, key_ids=dict(key_ids), store_fields=dict(fields))

    def write(self, path: Path) -> None:
        """Replace the file."""
        content: dict[str, Any] = {
            "version": VERSION,
            "vault_id": self.vault_id,
            "store": self.store,
            "key_ids": dict(self.key_ids),
            "store_fields": dict(self.store_fields),
        }
        content["checksum"] = _checksum(content)
        write_atomically(path, json.dumps(content, indent=1).encode() + b"\n")

    @classmethod
    def read(cls, path: Path) -> "VaultFile | None":
        """Return the file's content, None if there is none.

        Raises DamagedVaultFileError, and StoreError if it is of a newer version of this program.
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
                "install that version, or move the vault's folder away to begin anew",
            )
        checksum = content.pop("checksum", None)
        if checksum != _checksum(content):
            raise DamagedVaultFileError
        return cls(
            content["vault_id"], content["store"], content["key_ids"], content["store_fields"]
        )


def store_in_use(folder: Path) -> str | None:
    """Return the kind of store that a vault's vault.json names, None if there is no intact one."""
    vault = vault_in_use(folder)
    return vault.store if vault else None


def vault_in_use(folder: Path) -> VaultFile | None:
    """Return what a vault's vault.json says, None if there is no intact one."""
    try:
        return VaultFile.read(folder / FILE_NAME)
    except DamagedVaultFileError:
        return None


def kept_instances(folder: Path) -> list[str]:
    """Return the instances that a vault has keys for; none if its vault.json is not intact."""
    try:
        vault = VaultFile.read(folder / FILE_NAME)
    except DamagedVaultFileError:
        return []
    # A name with NUL is that of records that belong to no instance, such as the server's.
    return [name for name in vault.key_ids if not name.startswith("\0")] if vault else []


def _checksum(content: Mapping[str, Any]) -> str:
    # Against accidents, not against an attacker: what matters is vouched for by the ciphertexts. So
    # a CRC does, and importing hashlib would cost a command more than the check itself.
    return f"{crc32(json.dumps(content, sort_keys=True).encode()):08x}"
