"""config.yaml as it is, and as the answers so far would make it."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from aws_sso.domain.frozen import frozen
from aws_sso.domain.settings.settings import Settings
from aws_sso.domain.settings.typed import Value
from aws_sso.domain.text.line_diff import changed_lines

ConfigEdits = dict[tuple[str, ...], Value]
"""New values by their place in config.yaml; None for the default."""

_HEAD = "# Settings of aws-sso. All keys: `aws-sso help configuration`\n"


class ConfigFile(Protocol):
    """The place of config.yaml, and how its text is read and changed.

    `usual_path` is where the Go program has its own.
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
    """config.yaml before and after; `before` is empty for a file that is not there."""

    path: Path
    before: str
    after: str

    @property
    def is_change(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after

    @property
    def diff(self) -> str:
        """The change as lines after `-` and `+`."""
        lines = changed_lines(self.before.splitlines(), self.after.splitlines())
        return "\n".join([f"--- {self.path} (now)", f"+++ {self.path} (new)", *lines])


@frozen
class Draft:
    """What the wizard begins with.

    `before` is the file's text, `base` the one that the answers change, and `settings` what that
    says, None where it says nothing yet.
    """

    file: ConfigFile
    before: str
    base: str
    settings: Settings | None

    def settings_with(self, edits: ConfigEdits) -> Settings:
        """Return the settings as they would be; raises ConfigError for what is not allowed."""
        return self.file.settings_in(self.file.edited(self.base, edits))

    def change(self, edits: ConfigEdits) -> Change:
        """Return the file as it would be; raises ConfigError for what is not allowed."""
        after = self.file.edited(self.base, edits)
        self.file.settings_in(after)
        return Change(self.file.path, self.before, after)


def begin(file: ConfigFile, say: Callable[[str], None]) -> Draft:
    """Return a draft that begins with config.yaml, else with the Go program's, else with nothing.

    Raises ConfigError for a text that cannot be read, and UnsafeFileError for a file that others
    may write to.
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
        say(f"beginning with what {file.usual_path} says")
    return text
