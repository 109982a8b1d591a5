"""Adds our scripts to the start-up files of shells, and removes them."""

import shlex
from pathlib import Path

from aws_sso.annotations import Callable, Protocol
from aws_sso.domain.frozen import cached_property
from aws_sso.domain.shell.powershell import ascii_quoted
from aws_sso.domain.shell.start_up import ShellParts
from aws_sso.domain.text.line_diff import changed_lines
from aws_sso.domain.text.marked_block import BEGIN, lines_of, with_block, without_block
from aws_sso.errors import ConfigError, SsoError, UsageError

POWERSHELLS = ("powershell", "pwsh")
"""Windows PowerShell, and PowerShell for all systems, with separate start-up files."""
SHELLS = ("bash", "zsh", "fish", *POWERSHELLS)
"""Shells with completions."""
_UTF_16 = ("\udcff\udcfe", "\udcfe\udcff")
"""Byte order marks, in the form of text that is not UTF-8."""


class ShellFiles(Protocol):
    """`start_up` is the shell's start-up file, `script` is where our script is stored."""

    @property
    def start_up(self) -> Path: ...
    @property
    def script(self) -> Path: ...
    def text_of(self, path: Path) -> str: ...
    def replace(self, path: Path, before: str, after: str) -> None: ...
    def keep(self, path: Path, text: str) -> None: ...
    def remove(self, path: Path) -> None: ...


class Completions:
    """Completions for a shell, and other `wanted` parts; None for what is already installed.

    `script_of` returns this version's script. A block in the start-up file makes the shell read it;
    with `has_own_file`, the start-up file is the script.
    """

    def __init__(
        self,
        shell: str,
        script_of: Callable[[ShellParts], str],
        files: ShellFiles,
        *,
        has_own_file: bool,
        wanted: ShellParts | None = None,
    ) -> None:
        self._shell = shell
        self._files = files
        self._has_own_file = has_own_file
        self._script_of = script_of
        self._wanted = wanted

    @cached_property
    def source(self) -> str:
        """This version's script."""
        return self._script_of(self._wanted or self.parts)

    @property
    def parts(self) -> ShellParts:
        """The installed parts."""
        return ShellParts.of(self.installed())

    @property
    def start_up(self) -> Path:
        """The shell's start-up file."""
        return self._files.start_up

    @property
    def are_installed(self) -> bool:
        """Whether the start-up file has them, in any version."""
        text = self._files.text_of(self.start_up)
        return bool(text) if self._has_own_file else BEGIN in text

    def installed(self) -> str:
        """Return the script that the shell reads now, "" for none."""
        if not self.are_installed:
            return ""
        return self._files.text_of(self.start_up if self._has_own_file else self._files.script)

    def install(self) -> str:
        """Install them; returns the start-up file's change as a diff, "" for none."""
        if self._has_own_file:
            return self._replace(self.source)
        before = self._files.text_of(self.start_up)
        if before.startswith(_UTF_16):
            raise ConfigError(
                f"{self.start_up} is written in UTF-16",
                "save it as UTF-8, then run the command again",
            )
        after = with_block(before, _line(self._shell, str(self._files.script)))
        self._files.keep(self._files.script, self.source)
        return self._replace(after)

    def uninstall(self) -> str:
        """Remove them; returns the start-up file's change as a diff, "" for none."""
        if self._has_own_file:
            shown = _diff(self._files.text_of(self.start_up), "")
            self._files.remove(self.start_up)
            return shown
        shown = self._replace(without_block(self._files.text_of(self.start_up)))
        self._files.remove(self._files.script)
        return shown

    def _replace(self, after: str) -> str:
        before = self._files.text_of(self.start_up)
        if before != after:
            self._files.replace(self.start_up, before, after)
        return _diff(before, after)


def _line(shell: str, script: str) -> str:
    """Return a line that makes a shell read a script, if it exists."""
    if shell in POWERSHELLS:
        path = f"({ascii_quoted(script)})"
        return f"if (Test-Path -LiteralPath {path}) {{ . {path} }}\n"
    path = shlex.quote(script)
    if shell == "fish":
        return f"if test -r {path}; source {path}; end\n"
    return f"if [ -r {path} ]; then . {path}; fi\n"


def check_shell(shell: str) -> None:
    """Raise UsageError for a shell without completions."""
    if shell not in SHELLS:
        raise UsageError(
            f"completions do not support `{shell}`", f"supported shells: {', '.join(SHELLS)}"
        )


def are_missing(completions: Callable[[], Completions]) -> bool:
    """Return whether the user's shell supports completions but has none.

    `completions` returns the shell's completions; it raises SsoError for unsupported shells.
    """
    try:
        return not completions().are_installed
    except SsoError:
        return False


def _diff(before: str, after: str) -> str:
    old, new = ([line.rstrip("\r\n") for line in lines_of(text)] for text in (before, after))
    return "\n".join(changed_lines(old, new))
