"""Store `secret-service`: the freedesktop Secret Service (GNOME Keyring, KeePassXC, KWallet 6).

Source: Secret Service API draft, freedesktop.org. The secret is encrypted on the session bus.
"""

from base64 import b64decode, b64encode
from contextlib import closing, contextmanager

from aws_sso.adapters.process.time_limit import within
from aws_sso.annotations import Any, Callable, Iterator, Mapping, TypeVar
from aws_sso.errors import StoreError

T = TypeVar("T")
_WHAT = "the Secret Service"
_APPLICATION = "aws-sso"
QUICK, WITH_PROMPT = 10.0, 120.0


class SecretServiceStore:
    """Stores the item in a collection of the Secret Service.

    Uses the collection named `collection` if it exists, else the default: creating another would
    need one more password. `prompt_seconds` is how long a prompt may stay unanswered.
    """

    kind = "secret-service"

    def __init__(self, collection: str, prompt_seconds: float = WITH_PROMPT) -> None:
        self._collection = collection
        self._prompt_seconds = prompt_seconds

    def load(self, vault_id: str, fields: Mapping[str, Any]) -> bytes | None:
        """Return the item; raises StoreError if the service is absent, locked or silent."""

        def call() -> bytes | None:
            with self._unlocked() as collection:
                items = list(collection.search_items(_attributes(vault_id)))
                return _content(items[0].get_secret()) if items else None

        return self._limited(call)

    def save(self, vault_id: str, fields: Mapping[str, Any], item: bytes) -> dict[str, Any]:
        """Create or replace the item."""

        def call() -> dict[str, Any]:
            with self._unlocked() as collection:
                collection.create_item(
                    "aws-sso: keys of the vault",
                    _attributes(vault_id),
                    b64encode(item),
                    replace=True,
                    content_type="text/plain",
                )
            return {}

        return self._limited(call)

    def drop(self, vault_id: str, fields: Mapping[str, Any]) -> None:
        """Delete the item."""

        def call() -> None:
            with self._unlocked() as collection:
                for found in collection.search_items(_attributes(vault_id)):
                    found.delete()

        self._limited(call)

    def _limited(self, call: Callable[[], T]) -> T:
        from jeepney.wrappers import DBusErrorResponse
        from secretstorage.exceptions import SecretStorageException

        try:
            return within(self._prompt_seconds, call, _WHAT)
        except SecretStorageException as error:
            raise StoreError(
                f"cannot use {_WHAT}: {_reason(error)}",
                "unlock your keyring, or set `SecureStore: file` in config.yaml",
            ) from None
        except (DBusErrorResponse, OSError, EOFError) as error:
            raise StoreError(
                f"{_WHAT} failed: {_reason(error)}",
                "restart your keyring, or set `SecureStore: file` in config.yaml",
            ) from None

    @contextmanager
    def _unlocked(self) -> Iterator[Any]:
        import secretstorage

        with closing(secretstorage.dbus_init()) as connection:
            collection = self._chosen(connection)
            if collection.is_locked() and collection.unlock():
                raise StoreError(
                    f"{_WHAT} is locked, and the prompt to unlock it was dismissed",
                    "unlock your keyring, or set `SecureStore: file` in config.yaml",
                )
            yield collection

    def _chosen(self, connection: Any) -> Any:
        import secretstorage

        for collection in secretstorage.get_all_collections(connection):
            if collection.get_label() == self._collection:
                return collection
        return secretstorage.get_default_collection(connection)


def is_there() -> bool:
    """Return whether there is a Secret Service on the session bus."""
    import secretstorage
    from jeepney.wrappers import DBusErrorResponse

    def call() -> bool:
        with closing(secretstorage.dbus_init()) as connection:
            return bool(secretstorage.check_service_availability(connection))

    try:
        return within(QUICK, call, _WHAT)
    except (
        StoreError,
        secretstorage.exceptions.SecretStorageException,
        DBusErrorResponse,
        OSError,
        EOFError,
    ):
        return False


def _attributes(vault_id: str) -> dict[str, str]:
    return {"application": _APPLICATION, "vault": vault_id}


def _content(secret: bytes) -> bytes:
    try:
        return b64decode(secret, validate=True)
    except ValueError:
        raise StoreError(f"the item in {_WHAT} is damaged") from None


def _reason(error: BaseException) -> str:
    text = str(error)
    return (text.splitlines()[0] if text else type(error).__name__)[:200]
