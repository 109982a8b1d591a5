"""What the wizard finds out and changes."""

import sys
from pathlib import Path

from aws_sso.adapters.config.editing import edited
from aws_sso.adapters.config.reading import settings_from_text
from aws_sso.adapters.files.files import make_private_folder
from aws_sso.adapters.files.locations import home_folder
from aws_sso.adapters.files.ours import read_ours
from aws_sso.adapters.files.user_files import replace_text
from aws_sso.annotations import TYPE_CHECKING, Iterable, Sequence
from aws_sso.domain.settings.settings import ReadSettings

if TYPE_CHECKING:
    from aws_sso.adapters.aws.oidc import OidcClient
    from aws_sso.domain.aws.url import Url
    from aws_sso.domain.session.known_portal import KnownPortal
    from aws_sso.domain.settings.settings import Settings
    from aws_sso.parts.parts import Parts
    from aws_sso.parts.roles import InstanceRoles
    from aws_sso.use_cases.install_completions import Completions
    from aws_sso.use_cases.set_up.draft import ConfigEdits


class SetUpParts:
    """Uses the parts of one command."""

    platform = sys.platform

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts
        self.config = ConfigFile(parts)

    def has_program(self, name: str) -> bool:
        """Return whether a program is on PATH."""
        return self._parts.desktop.has_program(name)

    def known_portals(self) -> "Sequence[KnownPortal]":
        """Return the portals in the configuration of other tools."""
        return self._parts.sdk.known_portals()

    def hints_of_others(self) -> Sequence[str]:
        """Return hints for users of tools whose portals cannot be read."""
        return self._parts.sdk.hints_of_others()

    def region_names(self) -> Iterable[str]:
        """Return the names of all regions."""
        return self._parts.network.region_names()

    def sign_in_service(self, region: str, start_url: str) -> "OidcClient":
        """Return the sign-in service of a region, for the instance with a start URL."""
        return self._parts.network.sign_in_service(region, start_url)

    def page(self, url: "Url") -> tuple[int, str | None]:
        """Return a page's status and redirect target."""
        return self._parts.network.page(url)

    def roles(self, settings: "Settings", instance: str) -> "InstanceRoles":
        """Return the roles of an instance, with settings that are not written yet."""
        parts = self._parts.again(read_settings=ReadSettings(settings, ()))
        parts.files.prepare_folder()
        return parts.instances.named(instance).roles

    def completions(self) -> "Completions":
        """Return the calling shell's completions; raises UsageError for an unsupported shell."""
        from aws_sso.parts.completions import completions_of

        return completions_of(self._parts)


class ConfigFile:
    """config.yaml, its text and settings."""

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts
        self.path = Path(parts.locations.config_file)

    @property
    def usual_path(self) -> Path:
        """The path of aws-sso-cli's config."""
        return Path(home_folder(self._parts.environ), ".aws-sso", "config.yaml")

    def text_of(self, path: Path) -> str:
        """Return the text of a config.yaml, "" for none; raises UnsafeFileError."""
        return (read_ours(path) or b"").decode("utf-8", "surrogateescape")

    def check_private(self) -> None:
        """Raise UnsafeFileError if others may write to it."""
        read_ours(self.path)

    def settings_in(self, text: str) -> "Settings":
        """Return the settings in a text; raises ConfigError for invalid values."""
        return settings_from_text(text, self.path).settings

    def edited(self, text: str, edits: "ConfigEdits") -> str:
        """Return a text with new values; raises ConfigError if that is impossible."""
        return edited(text, edits)

    def replace(self, before: str, after: str) -> None:
        """Write it; raises FileAccessError if it has changed since reading."""
        make_private_folder(self._parts.locations.folder)
        replace_text(self.path, before, after, self._parts.locks)
