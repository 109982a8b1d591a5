"""Our files in the configuration folder, and the user's files."""

import os

from aws_sso.adapters.files.locations import home_folder
from aws_sso.annotations import TYPE_CHECKING
from aws_sso.domain.frozen import cached_property
from aws_sso.errors import FileAccessError

if TYPE_CHECKING:
    from pathlib import Path

    from aws_sso.adapters.files.handed_out import HandedOutFile
    from aws_sso.adapters.files.history import HistoryFile
    from aws_sso.adapters.files.portals import PortalsFile
    from aws_sso.adapters.files.role_cache import RoleCache
    from aws_sso.domain.settings.settings import ReadSettings
    from aws_sso.parts.parts import Parts


class Files:
    """Builds the readers and writers of files."""

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts

    @cached_property
    def role_cache(self) -> "RoleCache":
        """The last fetched accounts and roles."""
        from aws_sso.adapters.files.role_cache import RoleCache

        parts = self._parts
        return RoleCache(parts.locations.cache_file, parts.locks, parts.voice.warn)

    @cached_property
    def portals(self) -> "PortalsFile":
        """Where start URLs led that are addresses of companies' own."""
        from aws_sso.adapters.files.portals import PortalsFile

        parts = self._parts
        return PortalsFile(parts.locations.file("portals.json"), parts.locks, parts.voice.warn)

    @cached_property
    def history(self) -> "HistoryFile":
        """Recently used roles."""
        from aws_sso.adapters.files.history import HistoryFile

        parts = self._parts
        return HistoryFile(
            parts.locations.file("history.json"),
            parts.locks,
            parts.settings.history.limit,
            parts.settings.history.minutes,
            parts.voice.warn,
        )

    @cached_property
    def handed_out(self) -> "HandedOutFile":
        """The log of single-command servers."""
        from pathlib import Path

        from aws_sso.adapters.files.handed_out import HandedOutFile

        return HandedOutFile(Path(self._parts.locations.file("handed-out.jsonl")))

    def named(self, path: str) -> "Path":
        """Return a path from the command line."""
        from pathlib import Path

        return Path(os.path.expanduser(path)).absolute()

    def text_of(self, path: "Path") -> str:
        """Return the text of a user's file, "" if it does not exist."""
        from aws_sso.adapters.files.user_files import read_text

        return read_text(path)

    def policy_in(self, path: str) -> str | None:
        """Return the text of a policy file, None if it does not exist.

        Raises UnsafeFileError if others may write to it, since it decides what is allowed.
        """
        from aws_sso.adapters.files.ours import open_ours

        try:
            # Its folder may be /tmp or similar: files of others there are refused.
            with open(open_ours(path, os.O_RDONLY), "rb") as file:
                return file.read().decode("utf-8-sig")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise FileAccessError(f"cannot read {path}: {error.strerror}", None, error) from None
        except UnicodeDecodeError:
            raise FileAccessError(f"{path} is not a text file in UTF-8", None) from None

    def replace_text(
        self, path: "Path", before: str, after: str, *, mode: int | None = None
    ) -> None:
        """Replace the text of a user's file, which must still be `before`."""
        from aws_sso.adapters.files.user_files import replace_text

        replace_text(path, before, after, self._parts.locks, mode=mode)

    def read_settings(self) -> "ReadSettings":
        """Read config.yaml, and print its warnings."""
        from aws_sso.adapters.config.settings_cache import read_settings

        where = self._parts.locations
        found = read_settings(where.config_file, where.derived("settings.json"))
        for warning in found.warnings:
            self._parts.voice.warn(warning)
        return found

    def has_config(self) -> bool:
        """Return whether config.yaml exists, even if it is unreadable."""
        try:
            os.stat(self._parts.locations.config_file)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            pass  # Reading it will report the problem.
        return True

    def prepare_folder(self) -> None:
        """Create our folder, and remove files left there by killed processes."""
        from aws_sso.adapters.files.files import make_private_folder, sweep_temporary_files

        make_private_folder(self._parts.locations.folder)
        sweep_temporary_files(self._parts.locations.vault)

    def user_path(self, text: str) -> "Path":
        """Return a path from config.yaml: `~` is the home folder, else relative to our folder."""
        from pathlib import Path

        if text.startswith("~/"):
            return Path(home_folder(self._parts.environ), text[2:])
        return Path(os.path.join(self._parts.locations.folder, text))
