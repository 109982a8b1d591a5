"""Store `file`: the keys are in vault.json, wrapped with a key derived from a password.

Argon2id (RFC 9106) with 64 MiB, 3 passes and 4 lanes, then AES-256-GCM. The parameters are read
from the file and checked against limits, so that a forged file can neither weaken the derivation
nor exhaust the machine.
"""

import os
from base64 import b64decode, b64encode
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress

from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.vault.aes import aes_gcm
from aws_sso.adapters.vault.unlocked import Unlocked
from aws_sso.annotations import Any, Callable, Iterator, Mapping
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import FileAccessError, StoreError, WrongPasswordError

_MEMORY_KIB = 64 * 1024
_ITERATIONS = 3
_LANES = 4
_BOUNDS = {"memory_kib": (19 * 1024, 1024 * 1024), "iterations": (1, 20), "lanes": (1, 16)}
_SALT_BYTES = 16
_NONCE_BYTES = 12
TRIES = 3

AskPassword = Callable[[bool], tuple[Secret, bool]]
"""Takes whether the password is new; returns the password, and whether asking again makes sense."""


@contextmanager
def one_derivation(locks: Locks, limit: float) -> Iterator[None]:
    """Let only one process at a time derive a key; not enforced on a read-only disk.

    Raises LockTimeoutError after `limit` seconds.
    """
    with ExitStack() as stack:
        with suppress(FileAccessError):
            stack.enter_context(locks.hold("derive", limit))
        yield


class FileStore:
    """Stores the password-protected item in vault.json.

    `ask` returns the password. `one_at_a_time` is a lock between processes, so that 50 callers do
    not use 50 times the memory. `unlocked` keeps the derived key for a while.
    """

    kind = "file"

    def __init__(
        self,
        ask: AskPassword,
        one_at_a_time: Callable[[], AbstractContextManager[None]],
        unlocked: Unlocked,
    ) -> None:
        self._ask = ask
        self._one_at_a_time = one_at_a_time
        self._unlocked = unlocked
        self._derived: dict[bytes, bytes] = {}

    def load(self, vault_id: str, fields: Mapping[str, Any]) -> bytes | None:
        """Return the item; raises WrongPasswordError, or StoreError for invalid fields."""
        if not fields:
            return None
        wrapped = _decoded(fields, "wrapped")
        salt = _decoded(fields, "salt")
        known = self._derived.get(salt) or self._remembered(vault_id, salt)
        if known:
            try:
                item = _unwrap(known, wrapped, vault_id, fields)
            except WrongPasswordError:
                # From another password: the vault was recreated.
                self._unlocked.drop(vault_id)
            else:
                self._derived[salt] = known
                return item
        for attempt in range(1, TRIES + 1):
            password, may_retry = self._ask(False)
            key = self._derive(password, salt, fields)
            try:
                item = _unwrap(key, wrapped, vault_id, fields)
            except WrongPasswordError:
                if may_retry and attempt < TRIES:
                    continue
                raise
            self._remember(vault_id, salt, key)
            return item
        raise AssertionError("unreachable: the last attempt returns or raises")

    def save(self, vault_id: str, fields: Mapping[str, Any], item: bytes) -> dict[str, Any]:
        """Wrap the item with the known password, or a new one if there is none yet."""
        if fields:
            salt = _decoded(fields, "salt")
            if salt not in self._derived:
                self.load(vault_id, fields)
            parameters = {name: fields[name] for name in _BOUNDS}
        else:
            salt = os.urandom(_SALT_BYTES)
            parameters = {
                "memory_kib": _MEMORY_KIB,
                "iterations": _ITERATIONS,
                "lanes": _LANES,
            }
            password, _ = self._ask(True)
            self._remember(vault_id, salt, self._derive(password, salt, parameters))
        kept = {"kdf": "argon2id", **parameters, "salt": b64encode(salt).decode()}
        nonce = os.urandom(_NONCE_BYTES)
        sealed = aes_gcm(self._derived[salt]).encrypt(nonce, item, _vouched(vault_id, kept))
        return {**kept, "wrapped": b64encode(nonce + sealed).decode()}

    def drop(self, vault_id: str, fields: Mapping[str, Any]) -> None:
        """Nothing to do: all is in vault.json."""

    def _remember(self, vault_id: str, salt: bytes, key: bytes) -> None:
        self._derived[salt] = key
        self._unlocked.keep_password_key(vault_id, salt + key)

    def _remembered(self, vault_id: str, salt: bytes) -> bytes | None:
        kept = self._unlocked.password_key(vault_id)
        return kept[len(salt) :] if kept and kept.startswith(salt) else None

    def _derive(self, password: Secret, salt: bytes, fields: Mapping[str, Any]) -> bytes:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        numbers = {}
        for name, (low, high) in _BOUNDS.items():
            number = fields.get(name)
            if not isinstance(number, int) or not low <= number <= high:
                raise StoreError(
                    f"vault.json has unsafe parameters for the key derivation ({name}: {number})",
                    "restore vault.json from a backup, or move the vault's folder away to start "
                    "over",
                )
            numbers[name] = number
        with self._one_at_a_time():
            return Argon2id(
                salt=salt,
                length=32,
                iterations=numbers["iterations"],
                lanes=numbers["lanes"],
                memory_cost=numbers["memory_kib"],
            ).derive(password.reveal().encode())


def _decoded(fields: Mapping[str, Any], name: str) -> bytes:
    try:
        return b64decode(fields[name], validate=True)
    except (KeyError, TypeError, ValueError):
        raise StoreError(f"vault.json: `{name}` of the store `file` is damaged") from None


def _unwrap(key: bytes, wrapped: bytes, vault_id: str, fields: Mapping[str, Any]) -> bytes:
    from cryptography.exceptions import InvalidTag

    nonce, sealed = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
    try:
        return aes_gcm(key).decrypt(nonce, sealed, _vouched(vault_id, fields))
    except (InvalidTag, ValueError):
        raise WrongPasswordError(
            "wrong password for the vault",
            "try again; if you lost the password, move the vault's folder away and sign in again "
            "(only tokens are lost)",
        ) from None


def _vouched(vault_id: str, fields: Mapping[str, Any]) -> bytes:
    numbers = [f"{name}={fields[name]}" for name in _BOUNDS]
    return " ".join([vault_id, "argon2id", *numbers, str(fields["salt"])]).encode()
