"""config.yaml before, and after the answers so far."""

from pathlib import Path

from aws_sso.annotations import Callable, Protocol
from aws_sso.domain.frozen import frozen
from aws_sso.domain.settings.settings import Settings
from aws_sso.domain.settings.typed import Value
from aws_sso.domain.text.line_diff import changed_lines

ConfigEdits = dict[tuple[str, ...], Value]
"""New values by path in config.yaml; None for the default."""

_HEAD = "# Settings of aws-sso. For all keys, see `aws-sso help configuration`\n"


class ConfigFile(Protocol):
    """The location of config.yaml, and how to read and change its text.

    `usual_path` is where aws-sso-cli keeps its config.
    """

    @property
    def path(self) -> Path: ...
    @property
    def usual_path(self) -> Path: ...
    def text_of(self, path: Path) -> str: ...
    def check_private(self) -> None: ...
    def settings_in(self, text: str) -> Settings: ...
    def edited(self, text: str, edits: ConfigEdits) -> str: ...
    def replace(self, before: str, after: str) -> None: ...


@frozen
class Change:
    """config.yaml before and after; `before` is "" if the file does not exist."""

    path: Path
    before: str
    after: str

    @property
    def is_change(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after

    @property
    def diff(self) -> str:
        """The change as a diff."""
        lines = changed_lines(self.before.splitlines(), self.after.splitlines())
        return "\n".join([f"--- {self.path} (now)", f"+++ {self.path} (new)", *lines])


@frozen
class Draft:
    """What the wizard starts with.

    `before` is the file's text, `base` the text that the answers change, and `settings` the
    settings in it, None if there are none yet.
    """

    file: ConfigFile
    before: str
    base: str
    settings: Settings | None

    def settings_with(self, edits: ConfigEdits) -> Settings:
        """Return the settings with the changes; raises ConfigError for invalid values."""
        return self.file.settings_in(self.file.edited(self.base, edits))

    def change(self, edits: ConfigEdits) -> Change:
        """Return the changed file; raises ConfigError for invalid values."""
        after = self.file.edited(self.base, edits)
        self.file.settings_in(after)
        return Change(self.file.path, self.before, after)


def begin(file: ConfigFile, say: Callable[[str], None]) -> Draft:
    """Return a draft that starts with config.yaml, else with aws-sso-cli's, else empty.

    Raises ConfigError for an unreadable text, and UnsafeFileError for a file that others may write
    to.
    """
    before = file.text_of(file.path)
    base = before or _of_the_go_program(file, say)
    if base in ("", _HEAD):
        return Draft(file, before, _HEAD, None)
    if before:
        file.check_private()
    return Draft(file, before, base, file.settings_in(base))


def _of_the_go_program(file: ConfigFile, say: Callable[[str], None]) -> str:
    if file.usual_path == file.path:
        return ""
    text = file.text_of(file.usual_path)
    if text:
        say(f"starting with the settings in {file.usual_path}")
    return text
