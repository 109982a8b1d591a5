"""Puts the parts together: the only place that builds adapters and reads the environment.

Each part is imported when it is first built, so that a command loads no more than it uses.
"""

import contextlib
import os
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from aws_sso.adapters.config.snapshot import state_of
from aws_sso.adapters.files.locations import Locations, find_locations, home_folder
from aws_sso.cli.global_flags import GlobalFlags
from aws_sso.cli.output import say, warn
from aws_sso.errors import ConfigError, UsageError
from aws_sso.version import __version__

if TYPE_CHECKING:
    from aws_sso.adapters.aws.https import Https
    from aws_sso.adapters.files.history import HistoryFile
    from aws_sso.adapters.files.locks import Locks
    from aws_sso.adapters.files.role_cache import RoleCache
    from aws_sso.adapters.vault.vault import Vault
    from aws_sso.cli.completion_wiring import CompletionWiring
    from aws_sso.cli.doctor.doctor import Checked
    from aws_sso.cli.explanation import Explanation
    from aws_sso.cli.instance_wiring import InstanceWiring
    from aws_sso.cli.picker.picker import Picked
    from aws_sso.cli.profile_wiring import ProfileWiring
    from aws_sso.cli.server_wiring import ServerWiring
    from aws_sso.cli.vault_wiring import VaultWiring
    from aws_sso.cli.wizard.context import Given
    from aws_sso.domain.roles.selection import RoleChoice
    from aws_sso.domain.settings.settings import Settings

PATIENCE = 660.0


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
        self.config_state = ""
        """What config.yaml was when it was read, to notice that it is another by now."""
        self._has_warned = False
        self.may_set_up = False
        """Whether a missing config.yaml may be made first, by asking the user."""
        self.patience = PATIENCE
        """Seconds to wait for another process, at most; commands that have less set less."""

    def now(self) -> float:
        """Return the time in Unix seconds."""
        return time.time()

    @cached_property
    def locations(self) -> Locations:
        """Where our files are."""
        return find_locations(self.flags.config, self.environ)

    def again(self, settings: "Settings | None" = None) -> "Wiring":
        """Return new parts for the same command, which read the files anew.

        `settings` stand for those of config.yaml, where that is not written yet.
        """
        fresh = Wiring(self.flags, self.environ, self.purpose)
        if settings is not None:
            fresh.__dict__["settings"] = settings
        return fresh

    def set_up(self, given: "Given", *, interactive: bool) -> None:
        """Run the wizard."""
        from aws_sso.cli.wizard_wiring import WizardWiring

        WizardWiring(self, given).run(interactive=interactive)

    def _set_up_first(self) -> None:
        """Run the wizard before a person's first command."""
        from aws_sso.cli.wizard.context import Given

        say(f"there is no configuration file {self.locations.config_file} yet")
        self.set_up(Given(), interactive=True)

    @cached_property
    def settings(self) -> "Settings":
        """The settings; warns of what is odd about them, once.

        Without a file for them, a person at a terminal gets the wizard first.
        """
        from aws_sso.adapters.config.settings_cache import load_settings_again
        from aws_sso.adapters.files.files import check_private

        if self.may_set_up and _is_at_terminal() and not self.locations.config_file.exists():
            self._set_up_first()
        # Before it is read, so that a change in between is noticed.
        with contextlib.suppress(OSError):
            self.config_state = state_of(str(self.locations.config_file))
        # The file may name programs to run, so nobody else may write it.
        check_private(self.locations.folder)
        check_private(self.locations.config_file)
        loaded = load_settings_again(
            self.locations.config_file, self.locations.state / "settings.json"
        )
        for warning in loaded.warnings:
            warn(warning)
        self._has_warned = bool(loaded.warnings)
        return loaded.settings

    @cached_property
    def locks(self) -> "Locks":
        """Locks between processes."""
        from aws_sso.adapters.files.locks import Locks

        return Locks(self.locations.state / "locks", self.purpose, say)

    @cached_property
    def https(self) -> "Https":
        """Calls to servers."""
        return self.https_trusting(None)

    def https_trusting(self, certificate: str | None) -> "Https":
        """Return calls to servers with a certificate (PEM), or any that the system trusts."""
        from aws_sso.adapters.aws.https import Https

        return Https(
            self.environ,
            f"aws-sso-py/{__version__}",
            self.now,
            _tell_wrong_clock,
            certificate,
        )

    @cached_property
    def vaults(self) -> "VaultWiring":
        """The vault and the store that keeps its keys."""
        from aws_sso.cli.vault_wiring import VaultWiring

        return VaultWiring(self)

    @property
    def vault(self) -> "Vault":
        """Sealed records."""
        return self.vaults.vault

    @cached_property
    def role_cache(self) -> "RoleCache":
        """Accounts and roles fetched last."""
        from aws_sso.adapters.files.role_cache import RoleCache

        return RoleCache(self.locations.cache_file, self.locks, warn)

    @cached_property
    def history(self) -> "HistoryFile":
        """Roles used lately."""
        from aws_sso.adapters.files.history import HistoryFile

        return HistoryFile(
            self.locations.folder / "history.json",
            self.locks,
            self.settings.history_limit,
            self.settings.history_minutes,
            warn,
        )

    @cached_property
    def instance(self) -> "InstanceWiring":
        """The instance that `--sso` or the settings choose."""
        from aws_sso.cli.instance_wiring import InstanceWiring

        return InstanceWiring(self, self.settings.instance(self.flags.sso))

    def instances(self) -> "list[InstanceWiring]":
        """Return the instance that `--sso` names, else all of them, the default one first."""
        from aws_sso.cli.instance_wiring import InstanceWiring

        if self.flags.sso:
            return [self.instance]
        others = [InstanceWiring(self, one) for one in self.settings.instances.values()]
        try:
            first = self.instance
        except ConfigError:  # Several, and none of them is the default.
            return others
        return [first, *(one for one in others if one.name != first.name)]

    def pick(self, instance: "InstanceWiring", account: str | None = None) -> "Picked":
        """Let the user pick a role of an instance, of one account if given."""
        from aws_sso.cli.picker_wiring import PickerWiring

        return PickerWiring(self, instance).pick(account)

    def open_console(
        self,
        choice: "RoleChoice",
        destination: str | None,
        region: str | None,
        minutes: int | None,
        *,
        prompt: bool = False,
    ) -> None:
        """Open the console of a role, as the user said or as the surroundings do."""
        from aws_sso.cli.console_wiring import ConsoleWiring, ConsoleWish

        ConsoleWiring(self, ConsoleWish(choice, destination, region, minutes, prompt)).open()

    def profiles(self, file: str | None = None) -> "ProfileWiring":
        """Return what writes named profiles, to `file` if given."""
        from aws_sso.cli.profile_wiring import ProfileWiring

        return ProfileWiring(self, file)

    def completions(self, shell: str | None, start_up: str | None) -> "CompletionWiring":
        """Return what installs completions for a shell, detected if not named."""
        from aws_sso.cli.completion_wiring import CompletionWiring

        return CompletionWiring(self, shell, start_up)

    def can_ask(self) -> bool:
        """Tell whether there is somebody at a terminal who can answer a question."""
        return self.flags.yes or _is_at_terminal()

    def has_terminal(self) -> bool:
        """Tell whether there is a terminal, even if none of our streams is on it."""
        from aws_sso.adapters.desktop.terminal import has_terminal

        return has_terminal()

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

    def prepare_hot_lane(self) -> None:
        """Let the next `process` take the hot lane, if it would print no more than we did."""
        quiet = not self._has_warned and self.settings.log_level in ("error", "warn")
        ours = self.locations.config_file == self.locations.folder / "config.yaml"
        if quiet and ours and self.config_state:
            self.vaults.write_snapshot(self.config_state)

    @property
    def auto_login(self) -> bool:
        """Whether a command may have the user sign in."""
        return self.settings.auto_login

    def prepare_folder(self) -> None:
        """Make the folder for our files and clear away what killed writers left there."""
        from aws_sso.adapters.files.files import make_private_folder, sweep_temporary_files

        make_private_folder(self.locations.folder)
        sweep_temporary_files(self.locations.vault)

    def calling_shell(self) -> str:
        """Return the name of the shell that called us; raises UsageError if that is not known."""
        from aws_sso.adapters.desktop.shell_detection import detect_shell

        shell = detect_shell(self.environ)
        if shell is None:
            raise UsageError("cannot tell which shell this is", "name it with `--shell`")
        return shell

    def colored(self, text: str, color: str) -> str:
        """Return a text in a colour, where stdout is a terminal and nobody minds."""
        if not sys.stdout.isatty() or self.environ.get("NO_COLOR"):
            return text
        import click

        return click.style(text, fg=color)

    def tell_on_terminal(self, message: str) -> None:
        """Say something that only a person at a terminal wants to know."""
        if sys.stderr.isatty():
            say(message)

    def run(self, command: Sequence[str], environ: Mapping[str, str]) -> int:
        """Run a command in our place, or the user's shell if there is none."""
        from aws_sso.adapters.process.child import run_in_our_place

        return run_in_our_place(self.command_or_shell(command), environ)

    def command_or_shell(self, command: Sequence[str]) -> Sequence[str]:
        """Return a command, or the user's shell if there is none."""
        from aws_sso.adapters.desktop.shell_detection import users_shell

        return command or [users_shell(self.environ)]

    def examine(self) -> "list[Checked]":
        """Check everything."""
        from aws_sso.cli.doctor.doctor import examine

        return examine(self)

    @property
    def explanation(self) -> "Explanation":
        """Why a shell or a role is as it is."""
        from aws_sso.cli.explanation import Explanation

        return Explanation(self)

    @property
    def server(self) -> "ServerWiring":
        """The credential server, and what speaks to one."""
        from aws_sso.cli.server_wiring import ServerWiring

        return ServerWiring(self)

    def user_path(self, text: str) -> Path:
        """Return a path of config.yaml: `~` is the home folder, others are from our folder."""
        if text.startswith("~/"):
            return home_folder(self.environ) / text[2:]
        return Path(os.path.join(self.locations.folder, text))


def _is_at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _tell_wrong_clock(ahead: float) -> None:
    direction = "ahead of" if ahead > 0 else "behind"
    minutes = abs(ahead) / 60
    amount = f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"
    warn(f"this machine's clock is {amount} {direction} AWS's; set it right, or times are wrong")
