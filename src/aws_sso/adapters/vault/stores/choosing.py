"""Which store keeps the vault's keys: the configured one, the current one, or the system's best."""

import sys

from aws_sso.adapters.vault.stores import secret_service
from aws_sso.adapters.vault.stores.secret_service import SecretServiceStore
from aws_sso.annotations import Callable
from aws_sso.errors import StoreError


def best_store(collection: str, say: Callable[[str], None]) -> str:
    """Return the kind of store for a new vault, and report which and why.

    Keychain on macOS, Credential Manager on Windows, elsewhere the Secret Service if there is one
    that can be unlocked, else a password-protected file.
    """
    if sys.platform == "darwin":
        return "keychain"
    if sys.platform == "win32":
        return "wincred"
    if not secret_service.is_there():
        say("no Secret Service found; using a password-protected file")
        return "file"
    try:
        SecretServiceStore(collection, secret_service.QUICK).load("probe", {})
    except StoreError as error:
        say(
            f"storing the vault's keys in a password-protected file: {error.message} (to change "
            "this, set `SecureStore` in config.yaml)"
        )
        return "file"
    say("storing the vault's keys in your keyring (Secret Service)")
    return "secret-service"
