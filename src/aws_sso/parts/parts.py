"""The parts of one command: each adapter is imported and built when first needed."""

import time

from aws_sso.annotations import TYPE_CHECKING, Mapping
from aws_sso.domain.frozen import cached_property, replace
from aws_sso.errors import SsoError
from aws_sso.parts.flags import GlobalFlags
from aws_sso.parts.time_limit import TimeLimit
from aws_sso.parts.voice import Voice

if TYPE_CHECKING:
    from aws_sso.adapters.files.locations import Locations
    from aws_sso.adapters.files.locks import Locks
    from aws_sso.domain.scope.scope import Scope
    from aws_sso.domain.scope.wish import ScopeWish
    from aws_sso.domain.settings.settings import ReadSettings, Settings
    from aws_sso.parts.desktop import Desktop
    from aws_sso.parts.files import Files
    from aws_sso.parts.guest import Guest
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.instances import Instances
    from aws_sso.parts.network import Network
    from aws_sso.parts.sdk import Sdk
    from aws_sso.parts.urls import UrlOpeners
    from aws_sso.parts.vault import VaultParts


QUIET_LEVELS = ("error", "warn")


class Parts:
    """All parts of a command.

    `purpose` is the command as the user knows it, such as `aws-sso eval`. `time_limit` limits its
    total time in seconds, None for no limit. `read_settings` replaces config.yaml if that is not
    written yet. `vaults` is an already unlocked vault. `wish` or `scope` narrow all credentials.
    `guest` is the behavior in another program's process, None in our own.
    """

    def __init__(
        self,
        flags: GlobalFlags,
        environ: Mapping[str, str],
        purpose: str,
        voice: Voice,
        *,
        time_limit: float | None = None,
        read_settings: "ReadSettings | None" = None,
        vaults: "VaultParts | None" = None,
        wish: "ScopeWish | None" = None,
        scope: "Scope | None" = None,
        guest: "Guest | None" = None,
    ) -> None:
        self.flags = flags
        self.environ = environ
        self.purpose = purpose
        self.voice = voice
        self.time = TimeLimit(time_limit)
        self.now = time.time
        self.began = time.time()
        """When this command began (Unix seconds); later failures of other processes count."""
        self._given_settings = read_settings
        self._given_vaults = vaults
        self._wish = wish
        self._given_scope = scope
        self.guest = guest

    def again(
        self,
        read_settings: "ReadSettings | None" = None,
        vaults: "VaultParts | None" = None,
        time_limit: float | None = None,
        voice: Voice | None = None,
        sso: str | None = None,
        scope: "Scope | None" = None,
    ) -> "Parts":
        """Return new parts for the same command, which read the files again.

        `sso` is the instance to choose, if not the same. Credentials have the same scope, as first
        read, or `scope`.
        """
        return Parts(
            replace(self.flags, sso=sso) if sso else self.flags,
            self.environ,
            self.purpose,
            voice or self.voice,
            time_limit=time_limit,
            read_settings=read_settings,
            vaults=vaults,
            scope=scope or self.scope,
            guest=self.guest,
        )

    def narrowed_to(self, wish: "ScopeWish") -> "Parts":
        """Return new parts for the same command that hand out only narrowed credentials."""
        return Parts(
            self.flags,
            self.environ,
            self.purpose,
            self.voice,
            read_settings=self.read_settings,
            vaults=self._given_vaults,
            wish=wish,
            guest=self.guest,
        )

    @cached_property
    def scope(self) -> "Scope | None":
        """The scope of all credentials that this command hands out; None for none."""
        if self._given_scope is not None or self._wish is None:
            return self._given_scope
        from aws_sso.parts.scopes import chosen_scope

        return chosen_scope(self, self._wish)

    def ready_to_log(self) -> None:
        """Set up logging from the flags, else from the settings, if readable.

        Called only before logging a warning: it costs 4 ms, and most commands log nothing.
        """
        level, lines = self.flags.level, self.flags.lines
        if level is None or not lines:
            try:
                if self.files.has_config():
                    level = level or self.settings.log.level
                    lines = lines or self.settings.log.lines
            except (SsoError, OSError):
                pass  # The command that needs the settings reports what is wrong with them.
        self.voice.log(level or "warn", lines)

    @cached_property
    def locations(self) -> "Locations":
        """The locations of our files."""
        from aws_sso.adapters.files.locations import find_locations

        return find_locations(self.flags.config, self.environ)

    @cached_property
    def read_settings(self) -> "ReadSettings":
        """The content of config.yaml, its warnings, and the state it was read in."""
        read = self._given_settings or self.files.read_settings()
        if read.settings.log.level not in QUIET_LEVELS and not self.flags.level:
            self.voice.log(read.settings.log.level, self.flags.lines or read.settings.log.lines)
        return read

    @property
    def settings(self) -> "Settings":
        """The settings."""
        return self.read_settings.settings

    @property
    def may_sign_in(self) -> bool:
        """Whether the user may be asked to sign in: `AutoLogin`, or what a program allows."""
        return self.guest.may_ask if self.guest else self.settings.session.auto_login

    @cached_property
    def locks(self) -> "Locks":
        """Locks between processes."""
        from aws_sso.adapters.files.locks import Locks

        return Locks(self.locations.derived("locks"), self.purpose, self.voice.say, self.voice.warn)

    @cached_property
    def network(self) -> "Network":
        """Clients for servers."""
        from aws_sso.parts.network import Network

        return Network(self)

    @cached_property
    def vaults(self) -> "VaultParts":
        """The vault, and the store of its keys."""
        from aws_sso.parts.vault import VaultParts

        return self._given_vaults or VaultParts(self)

    @cached_property
    def files(self) -> "Files":
        """Our files in the configuration folder."""
        from aws_sso.parts.files import Files

        return Files(self)

    @cached_property
    def instances(self) -> "Instances":
        """The Identity Center instances in config.yaml."""
        from aws_sso.parts.instances import Instances

        return Instances(self)

    @property
    def instance(self) -> "Instance":
        """The instance chosen by `--sso` or the settings."""
        return self.instances.chosen

    @cached_property
    def urls(self) -> "UrlOpeners":
        """What opens URLs."""
        from aws_sso.parts.urls import UrlOpeners

        self.ready_to_log()
        return UrlOpeners(self)

    @cached_property
    def desktop(self) -> "Desktop":
        """The user's desktop: terminal, shell, clipboard."""
        from aws_sso.parts.desktop import Desktop

        return Desktop(self.environ)

    @cached_property
    def sdk(self) -> "Sdk":
        """The files of the AWS SDKs."""
        from aws_sso.parts.sdk import Sdk

        return Sdk(self.environ)
