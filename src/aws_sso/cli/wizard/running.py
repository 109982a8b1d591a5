"""What the wizard finds out, and what it does with the answers."""

import shutil
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from aws_sso.adapters.aws.regions import region_names
from aws_sso.adapters.config.editing import edited
from aws_sso.adapters.config.reading import settings_from_text
from aws_sso.adapters.files.files import check_private, make_private_folder
from aws_sso.adapters.files.locations import home_folder
from aws_sso.adapters.files.user_files import read_text, replace_text
from aws_sso.adapters.sdk.other_tools import known_portals
from aws_sso.adapters.vault.manifest import store_in_use
from aws_sso.cli.output import say
from aws_sso.cli.profiles.offer import offer_profiles
from aws_sso.cli.profiles.writing import ProfileWriting
from aws_sso.cli.reports.refresh import report_refresh
from aws_sso.cli.wizard.portal_check import problem_with_region
from aws_sso.domain.aws.arn import partition_of
from aws_sso.domain.profiles.name_problems import NameProblems, name_problems
from aws_sso.domain.profiles.names import profile_namer
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.settings.settings import Settings
from aws_sso.domain.text.line_diff import changed_lines
from aws_sso.errors import SsoError, UsageError
from aws_sso.parts.completions import completions_of
from aws_sso.parts.instance import Instance
from aws_sso.use_cases.install_completions import are_missing
from aws_sso.use_cases.set_up.asking import Asker, Nobody, Option
from aws_sso.use_cases.set_up.context import ConfigEdits, Context, FoundInstance, Given
from aws_sso.use_cases.set_up.wizard import Plan, ask_all

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts

_STORES = {
    "keychain": "macOS Keychain",
    "wincred": "the Credential Manager of Windows",
    "secret-service": "GNOME Keyring, KeePassXC and others, by the Secret Service",
    "kwallet": "KDE's wallet",
    "pass": "the program pass, with your GnuPG key",
    "1password": "1Password, by its program op",
    "file": "a file under a password of your choice",
    "json": "a file in clear; only where nothing else works",
}
_ONLY_ON = {"keychain": "darwin", "wincred": "win32", "secret-service": "linux", "kwallet": "linux"}
_PROGRAMS = {"pass": "pass", "1password": "op"}
_SHOWN_NAMES = 3
_AT_ONCE = 8
_HEAD = "# Settings of aws-sso. All keys: docs/configuration.md\n"


def set_up(parts: "Parts", given: Given, *, interactive: bool) -> None:
    """Run the wizard.

    Raises UsageError where nobody can be asked, KeyboardInterrupt if the user leaves.
    """
    _Wizard(parts, given).run(interactive=interactive)


def set_up_first(parts: "Parts") -> None:
    """Run the wizard before a person's first command: there is no config.yaml yet."""
    say(f"there is no configuration file {parts.locations.config_file} yet")
    set_up(parts, Given(), interactive=True)


class _Wizard:
    """Sets up config.yaml; `given` are answers given in advance."""

    def __init__(self, parts: "Parts", given: Given) -> None:
        self._parts = parts
        self._given = given
        self._path = parts.locations.config_file
        self._before = read_text(self._path)
        self._base = self._before or self._other_config() or _HEAD
        self._settings = self._current_settings()

    def run(self, *, interactive: bool) -> None:
        """Ask, show the change, write it, and do what else was wanted.

        Raises UsageError where nobody can be asked, KeyboardInterrupt if the user leaves.
        """
        if not interactive:
            self._finish(self._plan(Nobody()), lambda: True)
            return
        if not self._parts.desktop.has_terminal():
            raise UsageError(
                "there is no terminal to ask on", "`--non-interactive`, with answers as options"
            )
        from aws_sso.cli.wizard.terminal_asker import TerminalAsker

        say(f"this sets up {self._path}; Enter takes what is offered, Ctrl-C changes nothing")
        colored = not self._parts.environ.get("NO_COLOR")
        with self._parts.desktop.terminal() as (source, screen):
            asker = TerminalAsker(source, screen, colored=colored)
            plan = self._plan(asker)
            self._finish(
                plan,
                lambda: asker.confirm(f"Write this to {self._path}?", "as shown", offered=True),
            )

    def _plan(self, asker: Asker) -> Plan:
        return ask_all(Context(asker, self._given, self._settings, self, say))

    def _finish(self, plan: Plan, agrees: Callable[[], bool]) -> None:
        after = self._text_with(plan.changes)
        settings_from_text(after, self._path)
        if after == self._before:
            say(f"{self._path} says all that already")
        else:
            say(self._diff(after))
            if not agrees():
                raise SsoError("nothing was written", "run `aws-sso setup wizard` again")
            make_private_folder(self._parts.locations.folder)
            replace_text(self._path, self._before, after, self._parts.locks)
            say(f"wrote {self._path}")
        parts = self._parts.again()
        store = parts.settings.secure_store
        used = store_in_use(parts.locations.vault)
        if store and used and used != store:
            parts.vaults.move(store)
            say(f"moved the vault's keys from `{used}` to `{store}`")
        if plan.completions:
            completions = completions_of(parts)
            completions.install()
            say(f"{completions.start_up} has the completions; they work in new shells")
        if plan.profiles:
            profiles = ProfileWriting(parts)
            forced = self._given.profiles is True
            offer_profiles(parts, profiles, profiles.plan(profiles.fresh_roles()), force=forced)
        if not parts.instances.first.roles.refreshed:
            say("hint: `aws-sso login` signs in")

    def _text_with(self, changes: ConfigEdits) -> str:
        return edited(self._base, changes)  # type: ignore[arg-type]  # what the wizard puts there

    def _diff(self, after: str) -> str:
        lines = changed_lines(self._before.splitlines(), after.splitlines())
        return "\n".join([f"--- {self._path} (now)", f"+++ {self._path} (new)", *lines])

    def _current_settings(self) -> Settings | None:
        if self._base == _HEAD:
            return None
        if self._before:
            check_private(self._path)
        return settings_from_text(self._base, self._path).settings

    def _other_config(self) -> str:
        """Return the config.yaml of the Go program, if ours is to be in another place."""
        usual = home_folder(self._parts.environ) / ".aws-sso" / "config.yaml"
        if usual == self._path:
            return ""
        text = read_text(usual)
        if text:
            say(f"beginning with what {usual} says")
        return text

    # What follows answers the wizard's own questions.

    def found_instances(self) -> Sequence[FoundInstance]:
        """Return the portals that the AWS CLI knows."""
        return [
            FoundInstance(one.name, one.start_url, one.region, one.place)
            for one in known_portals(self._parts.environ)
        ]

    def regions(self, partition: str) -> Sequence[str]:
        """Return the regions of a partition, the one that most instances are in first."""
        found = [name for name in region_names() if partition_of(name) == partition]
        return sorted(found, key=lambda name: (name != "us-east-1", name))

    def problem_with_region(self, start_url: str, region: str) -> SsoError | None:
        """Ask the sign-in service of a region whether it knows a start URL; None for yes."""
        return problem_with_region(self._parts, start_url, region)

    def region_that_knows(self, start_url: str, regions: Sequence[str]) -> str | None:
        """Ask the sign-in services of several regions at the same time."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            problems = pool.map(lambda one: self.problem_with_region(start_url, one), regions)
            return next(
                (one for one, bad in zip(regions, problems, strict=True) if bad is None), None
            )

    def stores(self) -> Sequence[Option]:
        """Return the stores that this system can have."""
        path = self._parts.environ.get("PATH")
        return [
            Option(name, f"{name}: {meaning}")
            for name, meaning in _STORES.items()
            if _ONLY_ON.get(name, sys.platform) == sys.platform
            and (name not in _PROGRAMS or shutil.which(_PROGRAMS[name], path=path))
        ]

    def settings_with(self, changes: ConfigEdits) -> Settings:
        """Return the settings as they would be; raises ConfigError for what is not allowed."""
        return settings_from_text(self._text_with(changes), self._path).settings

    def own_roles(self, changes: ConfigEdits, instance: str) -> Sequence[Role]:
        """Sign in as the answers so far say, and fetch the user's roles."""
        parts = self._parts.again(settings=self.settings_with(changes))
        parts.files.prepare_folder()
        made = Instance(parts, parts.settings.instance(instance))
        if made.roles.are_stale():
            report_refresh(made.roles.fetch(may_ask=True), brief=True)
        return made.roles.all()

    def profile_names(self, template: str, roles: Sequence[Role]) -> list[str]:
        """Return the names that a template gives some roles; raises ConfigError if it cannot."""
        name = profile_namer(template)
        step = max(1, len(roles) // _SHOWN_NAMES)
        return [name(role) for role in (roles or (_SAMPLE,))[::step][:_SHOWN_NAMES]]

    def name_problems(self, template: str, roles: Sequence[Role]) -> NameProblems:
        """Return the names that could not be used."""
        from dataclasses import replace

        name = profile_namer(template)
        named = [replace(role, profile=role.own_profile or name(role)) for role in roles]
        return name_problems(named, template, profile_namer)

    def completions_are_missing(self) -> bool:
        """Tell whether the user's shell could have completions and does not."""
        return are_missing(lambda: completions_of(self._parts))


_SAMPLE = Role(
    instance="Default",
    sso_region="us-east-1",
    start_url="https://d-1234567890.awsapps.com/start",
    account_id="111122223333",
    account_name="Shop",
    account_alias="Example Shop",
    email="shop@example.com",
    role_name="Developer",
    arn="arn:aws:iam::111122223333:role/Developer",
    default_region="us-east-1",
    via=None,
    source_identity=None,
)
"""Shown until the user's own roles are known."""
