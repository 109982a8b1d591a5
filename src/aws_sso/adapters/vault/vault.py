"""The vault: all secrets, sealed, one file per record, with one key per instance."""

import os
from binascii import a2b_base64, b2a_base64

from aws_sso.adapters.files.files import (
    make_private_folder,
    set_aside,
    sweep_temporary_files,
    unlink,
    write_atomically,
)
from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.ours import check_folder, folder_of, open_ours, read_ours
from aws_sso.adapters.vault.manifest import FILE_NAME, DamagedVaultFileError, VaultFile
from aws_sso.adapters.vault.record_format import (
    SUFFIX,
    UNBOUND,
    instance_folder,
    kind_folder,
    record_path,
)
from aws_sso.adapters.vault.sealing import BrokenRecordError, DataKey, Header, Place, seal, unseal
from aws_sso.adapters.vault.unlocked import Unlocked
from aws_sso.annotations import TYPE_CHECKING, Callable, Mapping, StrPath
from aws_sso.domain.frozen import replace
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.domain.text.messages import CHECK_OWNER
from aws_sso.errors import FileAccessError, StoreError

if TYPE_CHECKING:
    from aws_sso.adapters.vault.stores.key_store import KeyStore

_LOCK = "vault"


class Vault:
    """Reads and writes sealed records.

    `warn` is called for damaged ones; `unlocked` keeps the keys for a while.

    All methods raise StoreError if the store does not return the keys, FileAccessError if a file
    cannot be read or written, and never confuse "cannot read" with "nothing there".
    """

    def __init__(
        self,
        folder: StrPath,
        store: "KeyStore",
        locks: Locks,
        warn: Callable[[str], None],
        unlocked: Unlocked,
    ) -> None:
        self._folder = os.fspath(folder)
        self._store = store
        self._locks = locks
        self._warn = warn
        self._unlocked = unlocked
        self._keys: dict[str, DataKey] | None = None

    def read(self, instance: str, kind: str, name: str, *bound: str) -> tuple[Header, bytes] | None:
        """Return a record's header and content, or None if it does not exist.

        `bound` are the services that it may be bound to, none for none. A record bound to any other
        services counts as missing: it came from another server. A damaged record is set aside with
        a warning and counts as missing.
        """
        path = self._path(instance, kind, name)
        check_folder(self._folder, hidden=True)
        record = read_ours(path, hidden=True)
        if record is None:
            return None
        vault = self._vault_file()
        if vault is None or instance not in vault.key_ids:
            self._lay_aside(path, "its key is gone")
            return None
        try:
            key = self._current_key(vault, instance)
        except StoreError:
            if self._vault_file() == vault:
                raise
            # Another process replaced the key between our reads of vault.json and the store.
            return self.read(instance, kind, name, *bound)
        try:
            place = Place(vault.vault_id, instance, kind, name, Header.of(record).bound)
            # Open it in any case: if that fails it is damaged, whatever it seems to be bound to.
            found = unseal(place, key, record)
            return found if found[0].bound in (bound or (UNBOUND,)) else None
        except BrokenRecordError as error:
            if read_ours(path, hidden=True) != record:
                # Another process replaced it, and maybe the key, meanwhile.
                return self.read(instance, kind, name, *bound)
            self._lay_aside(path, str(error))
            return None

    def write(
        self,
        instance: str,
        kind: str,
        name: str,
        content: bytes,
        expires: int,
        renew_at: int = 0,
        bound: str = UNBOUND,
    ) -> None:
        """Seal and store a record, replacing any of the same name. Times are Unix seconds."""
        self._make_folder()
        with self._locks.hold(_LOCK):
            vault, key = self._key_for_writing(instance)
            place = Place(vault.vault_id, instance, kind, name, bound)
            path = self._path(instance, kind, name)
            make_private_folder(folder_of(path), hidden=True)
            write_atomically(path, seal(place, key, content, expires, renew_at))

    def delete(self, instance: str, kind: str, name: str) -> bool:
        """Delete a record; returns whether it existed."""
        return unlink(self._path(instance, kind, name))

    def delete_kind(self, instance: str, kind: str) -> int:
        """Delete all records of a kind and return their number."""
        folder = self._kind_folder(instance, kind)
        sweep_temporary_files(folder)
        return sum(unlink(os.path.join(folder, name)) for name in _names(folder) if SUFFIX in name)

    def forget(self, instance: str) -> None:
        """Delete an instance's records and key, which makes copies of the records useless.

        An unlocked vault stays unlocked, for the other keys.
        """
        from shutil import rmtree

        if not os.path.exists(self._folder):
            return
        self._make_folder()
        with self._locks.hold(_LOCK):
            # First, so that a full disk has room for the remaining keys.
            folder = instance_folder(self._folder, instance)
            rmtree(folder, ignore_errors=True)
            vault = self._vault_file()
            if vault is not None and instance in vault.key_ids:
                keys = {n: k for n, k in self._load_keys(vault).items() if n != instance}
                self._unlocked.drop_keys(vault.vault_id)
                self._save_keys(vault, keys)
            if os.path.lexists(folder):
                raise FileAccessError(
                    f"cannot delete {folder}", "delete it yourself; check its permissions"
                )

    def unlock(self) -> bool:
        """Get the keys from the store; returns whether there is a vault."""
        vault = self._vault_file()
        if vault is None or not vault.key_ids:
            return False
        self._keys = self._load_keys(vault)
        return True

    def lock(self) -> bool:
        """Forget the unlocked keys; returns whether there were any."""
        vault = self._vault_file()
        return vault is not None and self._unlocked.drop(vault.vault_id)

    def move_to(self, store: "KeyStore") -> None:
        """Move the keys to another store, completely or not at all; records stay unchanged.

        The new store has the keys before vault.json names it, and the old one drops them only after
        that. So the keys are never lost.
        """
        self._make_folder()
        with self._locks.hold(_LOCK):
            vault = self._vault_file()
            if vault is None:
                return
            item = self._item_of(self._load_keys(vault))
            # Before the new store keeps its keys.
            self._unlocked.drop(vault.vault_id)
            fields = store.save(vault.vault_id, {}, item)
            replace(vault, store=store.kind).with_keys(vault.key_ids, fields).write(self._file)
            old, self._store = self._store, store
            try:
                old.drop(vault.vault_id, vault.store_fields)
            except StoreError as error:
                self._warn(
                    f"moved the keys, but could not remove them from `{old.kind}`: {error.message}"
                )

    def expiries(self, instance: str, kind: str) -> Mapping[str, int]:
        """Return when each record of a kind expires, by `file_name` of its name; needs no key.

        The times are what the records claim: good enough to show, but not for decisions.
        """
        check_folder(self._folder, hidden=True)
        found = {}
        folder = self._kind_folder(instance, kind)
        try:
            names = _names(folder)
        except FileAccessError:
            return {}
        for file_name in names:
            if not file_name.endswith(SUFFIX):
                continue
            path = os.path.join(folder, file_name)
            try:
                with open(open_ours(path, os.O_RDONLY, hidden=True), "rb") as file:
                    header = Header.parse(file.readline(200))
            except (BrokenRecordError, OSError, FileAccessError):
                continue
            found[file_name.removesuffix(SUFFIX)] = header.expires
        return found

    def bound_to(self, instance: str, kind: str, name: str) -> str | None:
        """Return what a record claims to be bound to, None if it does not exist; needs no key."""
        record = read_ours(self._path(instance, kind, name), hidden=True)
        try:
            return Header.of(record).bound if record else None
        except BrokenRecordError:
            return None

    def _path(self, instance: str, kind: str, name: str) -> str:
        return record_path(self._folder, instance, kind, name)

    def _kind_folder(self, instance: str, kind: str) -> str:
        return kind_folder(self._folder, instance, kind)

    @property
    def _file(self) -> str:
        return os.path.join(self._folder, FILE_NAME)

    def _make_folder(self) -> None:
        make_private_folder(self._folder, hidden=True)

    def _vault_file(self) -> VaultFile | None:
        try:
            vault = VaultFile.read(self._file)
        except DamagedVaultFileError:
            aside = set_aside(self._file)
            self._warn(
                f"{self._file} was damaged; renamed to {aside}. Its records are lost; sign in again"
            )
            return None
        if vault is not None and vault.store != self._store.kind:
            raise StoreError(
                f"the vault's keys are in the store `{vault.store}`, but `SecureStore` is "
                f"`{self._store.kind}`",
                f"move them with `aws-sso setup store {self._store.kind}`, or set `SecureStore: "
                f"{vault.store}`",
            )
        return vault

    def _current_key(self, vault: VaultFile, instance: str) -> DataKey:
        """Return the instance's key, asking the store again if another process replaced it."""
        wanted = vault.key_ids[instance]
        key = self._keys.get(instance) if self._keys else None
        if key is None or key.key_id != wanted:
            self._keys = self._load_keys(vault)
            key = self._keys.get(instance)
        if key is None or key.key_id != wanted:
            raise StoreError(
                f"the keys in the store `{self._store.kind}` do not match vault.json",
                f"move {self._folder} away and sign in again (only tokens are lost)",
            )
        return key

    def _key_for_writing(self, instance: str) -> tuple[VaultFile, DataKey]:
        vault = self._vault_file() or VaultFile.new(self._store.kind)
        if instance in vault.key_ids:
            return vault, self._current_key(vault, instance)
        keys = self._load_keys(vault) if vault.key_ids or vault.store_fields else {}
        key = DataKey.fresh()
        return self._save_keys(vault, {**keys, instance: key}), key

    def _load_keys(self, vault: VaultFile) -> dict[str, DataKey]:
        remembered = self._unlocked.keys(vault.vault_id)
        if vault.key_ids and remembered.keys() == set(vault.key_ids.values()):
            return {name: DataKey(id_, remembered[id_]) for name, id_ in vault.key_ids.items()}
        item = self._store.load(vault.vault_id, vault.store_fields)
        if item is None:
            raise StoreError(
                f"the store `{self._store.kind}` no longer has the keys of this vault",
                f"restore the keys, or move {self._folder} away and sign in again (only tokens "
                "are lost)",
            )
        keys = self._keys_in(item)
        self._remember(vault.vault_id, keys)
        return keys

    def _keys_in(self, item: bytes) -> dict[str, DataKey]:
        try:
            return {
                instance: DataKey(entry["id"], a2b_base64(entry["key"]))
                for instance, entry in parsed(item).items()
            }
        except (ValueError, KeyError, TypeError, AttributeError):
            raise StoreError(
                f"this vault's keys in the store `{self._store.kind}` are damaged",
                f"move {self._folder} away and sign in again (only tokens are lost)",
            ) from None

    def _save_keys(self, vault: VaultFile, keys: dict[str, DataKey]) -> VaultFile:
        item = self._item_of(keys)
        fields = self._store.save(vault.vault_id, vault.store_fields, item)
        saved = vault.with_keys({name: key.key_id for name, key in keys.items()}, fields)
        saved.write(self._file)
        self._remember(vault.vault_id, keys)
        self._keys = keys
        return saved

    def _remember(self, vault_id: str, keys: Mapping[str, DataKey]) -> None:
        self._unlocked.keep_keys(vault_id, {key.key_id: key.key for key in keys.values()})

    def _item_of(self, keys: dict[str, DataKey]) -> bytes:
        return written(
            {
                instance: {"id": key.key_id, "key": b2a_base64(key.key, newline=False).decode()}
                for instance, key in keys.items()
            }
        ).encode()

    def _lay_aside(self, path: str, reason: str) -> None:
        aside = set_aside(path)
        self._warn(f"unusable record {path} ({reason}); renamed to {aside}")


def _names(folder: str) -> list[str]:
    """Return the names of the files in a folder, none if it is missing; raises FileAccessError."""
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FileAccessError(f"cannot read {folder}: {error.strerror}", CHECK_OWNER) from None
