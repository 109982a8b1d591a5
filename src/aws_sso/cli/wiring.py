"""Puts the parts together: the only place that builds adapters and reads the environment."""

import logging
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from aws_sso.adapters.child import run_in_our_place
from aws_sso.adapters.config_yaml import load_settings
from aws_sso.adapters.files import check_private, make_private_folder, sweep_temporary_files
from aws_sso.adapters.https import Https
from aws_sso.adapters.locations import Locations, find_locations, home_folder
from aws_sso.adapters.locks import Locks
from aws_sso.adapters.passwords import password_source
from aws_sso.adapters.role_cache import RoleCache
from aws_sso.adapters.shell_detection import detect_shell, users_shell
from aws_sso.adapters.stores.file_store import FileStore
from aws_sso.adapters.stores.json_store import JsonStore
from aws_sso.adapters.stores.key_store import KeyStore
from aws_sso.adapters.vault import Vault
from aws_sso.cli.instance_wiring import InstanceWiring
from aws_sso.cli.output import say, warn
from aws_sso.domain.settings import Settings
from aws_sso.errors import StoreError, UsageError
from aws_sso.version import __version__

_log = logging.getLogger(__name__)
PATIENCE = 660.0


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
            connections=self.settings.threads + 1,
        )

    @cached_property
    def vault(self) -> Vault:
        """Sealed records."""
        return Vault(self.locations.vault, self._key_store(), self.locks, warn)

    @cached_property
    def role_cache(self) -> RoleCache:
        """Accounts and roles fetched last."""
        return RoleCache(self.locations.cache_file, self.locks, warn)

    @cached_property
    def instance(self) -> InstanceWiring:
        """The instance that `--sso` or the settings choose."""
        return InstanceWiring(self, self.settings.instance(self.flags.sso))

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

    def run(self, command: Sequence[str], environ: Mapping[str, str]) -> int:
        """Run a command in our place, or the user's shell if there is none."""
        return run_in_our_place(command or [users_shell(environ)], environ)

    def _key_store(self) -> KeyStore:
        kind = self.settings.secure_store or "file"
        if kind == "file":
            return FileStore(
                password_source(self.environ, say), lambda: self.locks.hold("derive", 120.0)
            )
        if kind == "json":
            return JsonStore(self._user_path(self.settings.json_store or ""), warn)
        raise StoreError(
            f"the store `{kind}` is not available in this version",
            "set `SecureStore: file` in config.yaml",
        )

    def _user_path(self, text: str) -> Path:
        if text.startswith("~/"):
            return home_folder(self.environ) / text[2:]
        return Path(os.path.join(self.locations.folder, text))


def _tell_wrong_clock(ahead: float) -> None:
    direction = "ahead of" if ahead > 0 else "behind"
    minutes = abs(ahead) / 60
    amount = f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"
    warn(f"this machine's clock is {amount} {direction} AWS's; set it right, or times are wrong")
