"""Where to store the vault's keys: the stores available on this system."""

from aws_sso.annotations import Sequence
from aws_sso.use_cases.set_up.asking import Choice, Option, Question
from aws_sso.use_cases.set_up.context import Context, System
from aws_sso.use_cases.set_up.draft import ConfigEdits

_BEST = "automatic (recommended)"
_STORES = {
    "keychain": "macOS Keychain",
    "wincred": "Windows Credential Manager",
    "secret-service": "GNOME Keyring, KeePassXC and others (Secret Service)",
    "kwallet": "KDE Wallet",
    "pass": "pass, with your GnuPG key",
    "1password": "1Password, through its CLI (op)",
    "file": "a password-protected file",
    "json": "an unencrypted file; only if nothing else works",
}
_ONLY_ON = {"keychain": "darwin", "wincred": "win32", "secret-service": "linux", "kwallet": "linux"}
_PROGRAMS = {"pass": "pass", "1password": "op"}


def ask_store(context: Context, edits: ConfigEdits) -> None:
    """Ask for `SecureStore`, and for `JsonStore` if needed."""
    offered = (context.settings and context.settings.store.kind) or ""
    store = context.given.store
    if store is None:
        options = [Option("", _BEST), *_stores_of(context.ports)]
        if offered not in [one.value for one in options]:
            options.append(Option(offered, offered))
        store = context.asker.choose(
            Choice(
                "Where should the encryption keys be stored?",
                "they encrypt tokens and credentials",
                options,
                offered,
            )
        )
    if store == "json" and not (context.settings and context.settings.store.json_file):
        file = context.asker.text(
            Question("File for the keys", "unencrypted!", "keys.json", flag="--set JsonStore=FILE")
        )
        edits["JsonStore",] = file
    context.change(edits, "SecureStore", store or None)


def _stores_of(system: System) -> Sequence[Option]:
    """Return the stores available on a system."""
    return [
        Option(name, f"{name}: {meaning}")
        for name, meaning in _STORES.items()
        if _ONLY_ON.get(name, system.platform) == system.platform
        and (name not in _PROGRAMS or system.has_program(_PROGRAMS[name]))
    ]
