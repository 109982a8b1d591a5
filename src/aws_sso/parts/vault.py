"""The parts that store secrets: the vault, and the store of its keys."""

from aws_sso.adapters.vault.kernel_keyring import KernelKeyring, keep_memory_private
from aws_sso.adapters.vault.manifest import (
    store_in_use,
)
from aws_sso.adapters.vault.unlocked import DEFAULT_MINUTES, Unlocked
from aws_sso.adapters.vault.vault import Vault
from aws_sso.annotations import TYPE_CHECKING, Any, Callable, Mapping
from aws_sso.domain.frozen import cached_property
from aws_sso.domain.settings.settings import OnePasswordSettings

if TYPE_CHECKING:
    from aws_sso.adapters.vault.stores.key_store import KeyStore
    from aws_sso.parts.parts import Parts

STORE_PATIENCE = 120.0


class StoreOnceNeeded:
    """A store that is imported and built when a key is needed: most commands find it unlocked."""

    def __init__(self, kind: str, build: "Callable[[], KeyStore]") -> None:
        self.kind = kind
        self._build = build

    @cached_property
    def _store(self) -> "KeyStore":
        return self._build()

    def load(self, vault_id: str, fields: Mapping[str, Any]) -> bytes | None:
        """Return the item, or None if this vault certainly has none yet."""
        return self._store.load(vault_id, fields)

    def save(self, vault_id: str, fields: Mapping[str, Any], item: bytes) -> dict[str, Any]:
        """Store the item; returns this store's new fields for vault.json."""
        return self._store.save(vault_id, fields, item)

    def drop(self, vault_id: str, fields: Mapping[str, Any]) -> None:
        """Remove the item, if it exists."""
        self._store.drop(vault_id, fields)


class VaultParts:
    """The vault on the configured store; only that store is imported."""

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts

    @cached_property
    def vault(self) -> Vault:
        """Sealed records."""
        return self._vault_on(self._store_kind())

    def move(self, kind: str) -> str | None:
        """Move the vault's keys to another store; returns the old one, None without a vault."""
        current = store_in_use(self._parts.locations.vault)
        if current is not None and current != kind:
            self._vault_on(current).move_to(self._key_store(kind, self._unlocked(kind)))
        return current

    def _vault_on(self, kind: str) -> Vault:
        """Return the vault with its keys in that store."""
        if self._parts.guest is None:
            keep_memory_private()
        unlocked = self._unlocked(kind)
        store = StoreOnceNeeded(kind, lambda: self._key_store(kind, unlocked))
        return Vault(
            self._parts.locations.vault, store, self._parts.locks, self._parts.voice.warn, unlocked
        )

    def _key_store(self, kind: str, unlocked: Unlocked) -> "KeyStore":
        """Return a store of a kind, configured from the settings."""
        settings = self._parts.settings
        environ = self._parts.environ
        limit = max(1.0, min(STORE_PATIENCE, self._parts.time.patience() - 10))
        if kind == "file":
            from aws_sso.adapters.vault.passwords import password_source
            from aws_sso.adapters.vault.stores.file import FileStore, one_derivation

            return FileStore(
                password_source(environ, self._parts.voice.say, may_ask=self._may_ask),
                lambda: one_derivation(self._parts.locks, limit),
                unlocked,
            )
        if kind == "json":
            from aws_sso.adapters.vault.stores.cleartext_file import JsonStore

            return JsonStore(
                self._parts.files.user_path(settings.store.json_file or "keys.json"),
                self._parts.voice.warn,
            )
        if kind == "secret-service":
            from aws_sso.adapters.vault.stores.secret_service import SecretServiceStore

            return SecretServiceStore(settings.store.collection, limit)
        if kind == "kwallet":
            from aws_sso.adapters.vault.stores.kwallet import KWalletStore

            return KWalletStore(limit)
        if kind == "pass":
            from aws_sso.adapters.vault.stores.gnupg_pass import PassStore

            return PassStore(environ, limit)
        if kind == "1password":
            from aws_sso.adapters.vault.stores.one_password import OnePasswordStore

            return OnePasswordStore(
                settings.store.one_password or OnePasswordSettings(), environ, limit
            )
        from aws_sso.adapters.vault.stores.os_keyring import OsKeyringStore, system_backend

        return OsKeyringStore(kind, system_backend(kind), limit)

    @property
    def _may_ask(self) -> bool:
        return self._parts.guest is None or self._parts.guest.may_ask

    def _store_kind(self) -> str:
        settings = self._parts.settings
        chosen = settings.store.kind or store_in_use(self._parts.locations.vault)
        if chosen:
            return chosen
        from aws_sso.adapters.vault.stores.choosing import best_store

        return best_store(settings.store.collection, self._parts.voice.say)

    def _unlocked(self, kind: str) -> Unlocked:
        return Unlocked(KernelKeyring(), self.minutes(kind))

    def will_ask(self) -> bool:
        """Return whether the next command must ask for the password that we got from a variable."""
        from aws_sso.adapters.process.environment import PASSWORD
        from aws_sso.adapters.vault.manifest import vault_in_use

        vault = vault_in_use(self._parts.locations.vault)
        if vault is None or vault.store != "file" or not self._parts.environ.get(PASSWORD):
            return False
        return not self._unlocked("file").keys(vault.vault_id)

    def minutes(self, kind: str) -> int:
        """Return how long a vault on that kind of store stays unlocked, 0 for not at all."""
        if kind == "json":
            return 0  # Nothing to unlock, and each use has its warning.
        minutes = self._parts.settings.store.unlock_minutes
        return DEFAULT_MINUTES.get(kind, 0) if minutes is None else minutes
