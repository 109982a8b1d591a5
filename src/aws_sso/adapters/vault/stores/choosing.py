"""Which store keeps the vault's keys: the one chosen, the one in use, or this system's best."""

import sys
from collections.abc import Callable

from aws_sso.adapters.vault.stores import secret_service
from aws_sso.adapters.vault.stores.secret_service import SecretServiceStore
from aws_sso.errors import StoreError


def best_store(collection: str, say: Callable[[str], None]) -> str:
    """Return the kind of store to begin a vault with, and say which and why.

    Keychain on macOS, the Credential Manager on Windows, elsewhere the Secret Service if one
    answers and can be unlocked, else a file under a password.
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
            f"the vault's keys are kept in a file under a password: {error.message} "
            "(`SecureStore` in config.yaml chooses another store)"
        )
        return "file"
    say("the vault's keys are kept in your keyring (Secret Service)")
    return "secret-service"
