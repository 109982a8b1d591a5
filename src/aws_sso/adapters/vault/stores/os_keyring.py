"""Stores `keychain` (macOS) and `wincred` (Windows), through the `keyring` library's own backends.

Neither has been run on its system yet; see docs/reference/status.md.
"""

import os
from base64 import b64decode, b64encode

from aws_sso.adapters.process.time_limit import within
from aws_sso.annotations import Any, Callable, Mapping, Protocol, TypeVar
from aws_sso.errors import StoreError

T = TypeVar("T")
_SERVICE = "aws-sso"
_CHUNK = 1000
"""Characters in one Windows credential: 2,560 bytes, with two bytes per character."""
_PROMPT_SECONDS = 120.0


class Backend(Protocol):
    """The part of keyring's backends that we use."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class OsKeyringStore:
    """Stores the item in the operating system's own store, in pieces if size is limited."""

    def __init__(
        self, kind: str, backend: Backend, prompt_seconds: float = _PROMPT_SECONDS
    ) -> None:
        self.kind = kind
        self._backend = backend
        self._prompt_seconds = prompt_seconds

    def load(self, vault_id: str, fields: Mapping[str, Any]) -> bytes | None:
        """Return the item; raises StoreError if the store is locked, denied or incomplete."""

        def call() -> bytes | None:
            first = self._backend.get_password(_SERVICE, vault_id)
            if first is None:
                return None
            count, generation, piece = _parts(first)
            names = _names(vault_id, generation, count)
            rest = [self._backend.get_password(_SERVICE, name) or "" for name in names]
            return b64decode("".join([piece, *rest]), validate=True)

        try:
            return self._limited(call)
        except ValueError:
            raise StoreError(f"the item in the store `{self.kind}` is damaged") from None

    def save(self, vault_id: str, fields: Mapping[str, Any], item: bytes) -> dict[str, Any]:
        """Create or replace the item.

        The first piece names the others and is written last, so that the item is always either the
        old or the new one.
        """
        text = b64encode(item).decode()
        pieces = [text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK)] or [""]
        generation = os.urandom(4).hex()

        def call() -> dict[str, Any]:
            old = self._backend.get_password(_SERVICE, vault_id)
            names = _names(vault_id, generation, len(pieces))
            for name, piece in zip(names, pieces[1:], strict=True):
                self._backend.set_password(_SERVICE, name, piece)
            first = f"{len(pieces)}:{generation}:{pieces[0]}"
            self._backend.set_password(_SERVICE, vault_id, first)
            self._delete_rest(vault_id, old)
            return {}

        return self._limited(call)

    def drop(self, vault_id: str, fields: Mapping[str, Any]) -> None:
        """Delete the item."""

        def call() -> None:
            first = self._backend.get_password(_SERVICE, vault_id)
            if first is not None:
                self._backend.delete_password(_SERVICE, vault_id)
                self._delete_rest(vault_id, first)

        self._limited(call)

    def _delete_rest(self, vault_id: str, first: str | None) -> None:
        if first is not None:
            count, generation, _ = _parts(first)
            for name in _names(vault_id, generation, count):
                self._backend.delete_password(_SERVICE, name)

    def _limited(self, call: Callable[[], T]) -> T:
        try:
            return within(self._prompt_seconds, call, f"the store `{self.kind}`")
        except (StoreError, ValueError):
            raise
        except Exception as error:
            # The backends raise many kinds of errors from the system's own libraries.
            reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
            raise StoreError(
                f"cannot use the store `{self.kind}`: {reason}",
                "unlock it and allow access, or set `SecureStore: file` in config.yaml",
            ) from None


def system_backend(kind: str) -> Backend:
    """Return keyring's backend for `keychain` or `wincred`; raises StoreError elsewhere."""
    import sys

    if kind == "keychain" and sys.platform == "darwin":
        from keyring.backends import macOS

        keychain: Backend = macOS.Keyring()
        return keychain
    if kind == "wincred" and sys.platform == "win32":
        from keyring.backends import Windows

        credential_manager: Backend = Windows.WinVaultKeyring()
        return credential_manager
    system = "macOS" if kind == "keychain" else "Windows"
    raise StoreError(
        f"the store `{kind}` is available on {system} only",
        "remove `SecureStore` from config.yaml to use this system's default, or set `file`",
    )


def _parts(first: str) -> tuple[int, str, str]:
    count, generation, piece = first.split(":", 2)
    return int(count), generation, piece


def _names(vault_id: str, generation: str, count: int) -> list[str]:
    return [f"{vault_id}#{generation}#{number}" for number in range(1, count)]
