"""Puts the parts together: the only place that builds adapters and reads the environment."""

import contextlib
import logging
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from aws_sso.adapters.child import run_in_our_place
from aws_sso.adapters.config_yaml import load_settings
from aws_sso.adapters.files import check_private, make_private_folder, sweep_temporary_files
from aws_sso.adapters.history_file import HistoryFile
from aws_sso.adapters.https import Https
from aws_sso.adapters.kernel_keyring import KernelKeyring
from aws_sso.adapters.locations import Locations, find_locations, home_folder
from aws_sso.adapters.locks import Locks
from aws_sso.adapters.own_memory import keep_memory_private
from aws_sso.adapters.passwords import password_source
from aws_sso.adapters.role_cache import RoleCache
from aws_sso.adapters.shell_detection import detect_shell, users_shell
from aws_sso.adapters.stores.choosing import best_store
from aws_sso.adapters.stores.file_store import FileStore
from aws_sso.adapters.stores.json_store import JsonStore
from aws_sso.adapters.stores.key_store import KeyStore
from aws_sso.adapters.stores.kwallet import KWalletStore
from aws_sso.adapters.stores.one_password import OnePasswordStore
from aws_sso.adapters.stores.os_keyring import OsKeyringStore, system_backend
from aws_sso.adapters.stores.pass_store import PassStore
from aws_sso.adapters.stores.secret_service import SecretServiceStore
from aws_sso.adapters.unlocked import DEFAULT_MINUTES, Unlocked
from aws_sso.adapters.vault import Vault
from aws_sso.adapters.vault_file import store_in_use
from aws_sso.cli.instance_wiring import InstanceWiring
from aws_sso.cli.output import say, warn
from aws_sso.cli.profile_wiring import ProfileWiring
from aws_sso.domain.settings import OnePasswordSettings, Settings
from aws_sso.errors import FileAccessError, UsageError
from aws_sso.version import __version__

_log = logging.getLogger(__name__)
PATIENCE = 660.0
STORE_PATIENCE = 120.0


@dataclass(frozen=True)
class GlobalFlags:
    """The flags that every command takes, as given; None where they are not."""

    config: str | None = None
    sso: str | None = None
    browser: str | None = None
    url_action: str | None = None
    auth_workflow: str | None = None
    level: str | None = None
    lines: bool = False
    sts_refresh: bool = False
    yes: bool = False


class Wiring:
    """All parts, each built when first needed.

    `purpose` is the command as the user knows it, such as `aws-sso eval`.
    """

    def __init__(self, flags: GlobalFlags, environ: Mapping[str, str], purpose: str) -> None:
        self.flags = flags
        self.environ = environ
        self.purpose = purpose
        self.began = time.time()
        """When this command began, in Unix seconds: failures of others since then are ours too."""
        self.patience = PATIENCE
        """Seconds to wait for another process, at most; commands that have less set less."""

    def now(self) -> float:
        """Return the time in Unix seconds."""
        return time.time()

    @cached_property
    def locations(self) -> Locations:
        """Where our files are."""
        return find_locations(self.flags.config, self.environ)

    @cached_property
    def settings(self) -> Settings:
        """The settings; warns of what is odd about them, once."""
        # The file may name programs to run, so nobody else may write it.
        check_private(self.locations.folder)
        check_private(self.locations.config_file)
        loaded = load_settings(self.locations.config_file)
        for warning in loaded.warnings:
            warn(warning)
        return loaded.settings

    @cached_property
    def locks(self) -> Locks:
        """Locks between processes."""
        return Locks(self.locations.state / "locks", self.purpose, say)

    @cached_property
    def https(self) -> Https:
        """Calls to servers."""
        return Https(
            self.environ,
            f"aws-sso-py/{__version__}",
            self.now,
            _tell_wrong_clock,
        )

    @cached_property
    def vault(self) -> Vault:
        """Sealed records."""
        return self._vault_on(self._store_kind())

    @cached_property
    def role_cache(self) -> RoleCache:
        """Accounts and roles fetched last."""
        return RoleCache(self.locations.cache_file, self.locks, warn)

    @cached_property
    def history(self) -> HistoryFile:
        """Roles used lately."""
        return HistoryFile(
            self.locations.folder / "history.json",
            self.locks,
            self.settings.history_limit,
            self.settings.history_minutes,
            warn,
        )

    @cached_property
    def instance(self) -> InstanceWiring:
        """The instance that `--sso` or the settings choose."""
        return InstanceWiring(self, self.settings.instance(self.flags.sso))

    def profiles(self, file: str | None = None) -> ProfileWiring:
        """Return what writes named profiles, to `file` if given."""
        return ProfileWiring(self, file)

    def can_ask(self) -> bool:
        """Tell whether there is somebody at a terminal who can answer a question."""
        return self.flags.yes or (sys.stdin.isatty() and sys.stderr.isatty())

    def confirm(self, question: str) -> bool:
        """Ask a question that is answered with yes or no; anything but yes is no.

        Raises UsageError where nobody can be asked.
        """
        if self.flags.yes:
            return True
        if not self.can_ask():
            raise UsageError("there is no terminal to ask on", "answer in advance: `--yes`")
        print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    @property
    def auto_login(self) -> bool:
        """Whether a command may have the user sign in."""
        return self.settings.auto_login

    def prepare_folder(self) -> None:
        """Make the folder for our files and clear away what killed writers left there."""
        make_private_folder(self.locations.folder)
        sweep_temporary_files(self.locations.vault)

    def calling_shell(self) -> str:
        """Return the name of the shell that called us; raises UsageError if that is not known."""
        shell = detect_shell(self.environ)
        if shell is None:
            raise UsageError("cannot tell which shell this is", "name it with `--shell`")
        return shell

    def tell_on_terminal(self, message: str) -> None:
        """Say something that only a person at a terminal wants to know."""
        if sys.stderr.isatty():
            say(message)

    def run(self, command: Sequence[str], environ: Mapping[str, str]) -> int:
        """Run a command in our place, or the user's shell if there is none."""
        return run_in_our_place(command or [users_shell(environ)], environ)

    def lock_vault(self) -> bool:
        """Forget the unlocked keys; tells whether there were any."""
        return self.vault.lock()

    def move_vault(self, kind: str) -> str | None:
        """Let another store keep the vault's keys; returns the one that did, None for no vault."""
        current = store_in_use(self.locations.vault)
        if current is not None and current != kind:
            self._vault_on(current).move_to(self.key_store(kind, self._unlocked(kind)))
        return current

    def key_store(self, kind: str, unlocked: Unlocked) -> KeyStore:
        """Return a store of a kind, set up as the settings say."""
        limit = min(STORE_PATIENCE, self.patience - 10)
        if kind == "file":
            return FileStore(
                password_source(self.environ, say),
                lambda: self._one_derivation(limit),
                unlocked,
            )
        if kind == "json":
            return JsonStore(self.user_path(self.settings.json_store or "keys.json"), warn)
        if kind == "secret-service":
            return SecretServiceStore(self.settings.secret_service_collection, limit)
        if kind == "kwallet":
            return KWalletStore(limit)
        if kind == "pass":
            return PassStore(self.environ, limit)
        if kind == "1password":
            settings = self.settings.one_password or OnePasswordSettings()
            return OnePasswordStore(settings, self.environ, limit)
        return OsKeyringStore(kind, system_backend(kind), limit)

    @contextlib.contextmanager
    def _one_derivation(self, limit: float) -> Iterator[None]:
        """Let one process at a time derive a key; on a read-only disk it goes without that."""
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(FileAccessError):
                stack.enter_context(self.locks.hold("derive", limit))
            yield

    def _vault_on(self, kind: str) -> Vault:
        """Return the vault with its keys in a store of that kind."""
        keep_memory_private()
        unlocked = self._unlocked(kind)
        store = self.key_store(kind, unlocked)
        return Vault(self.locations.vault, store, self.locks, warn, unlocked)

    def _store_kind(self) -> str:
        chosen = self.settings.secure_store or store_in_use(self.locations.vault)
        return chosen or best_store(self.settings.secret_service_collection, say)

    def _unlocked(self, kind: str) -> Unlocked:
        minutes = self.settings.unlock_minutes
        if minutes is None:
            minutes = DEFAULT_MINUTES.get(kind, 0)
        return Unlocked(KernelKeyring(), minutes)

    def user_path(self, text: str) -> Path:
        """Return a path of config.yaml: `~` is the home folder, others are from our folder."""
        if text.startswith("~/"):
            return home_folder(self.environ) / text[2:]
        return Path(os.path.join(self.locations.folder, text))


def _tell_wrong_clock(ahead: float) -> None:
    direction = "ahead of" if ahead > 0 else "behind"
    minutes = abs(ahead) / 60
    amount = f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"
    warn(f"this machine's clock is {amount} {direction} AWS's; set it right, or times are wrong")
