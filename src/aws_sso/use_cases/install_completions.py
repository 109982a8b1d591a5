"""Putting our scripts into the files that shells read when they start, and taking them out."""

import shlex
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Protocol

from aws_sso.domain.shell.powershell import ascii_quoted
from aws_sso.domain.shell.start_up import ShellParts
from aws_sso.domain.text.line_diff import changed_lines
from aws_sso.domain.text.marked_block import BEGIN, lines_of, with_block, without_block
from aws_sso.errors import ConfigError, SsoError, UsageError

POWERSHELLS = ("powershell", "pwsh")
"""Windows PowerShell, and the one for all systems, which has start-up files of its own."""
SHELLS = ("bash", "zsh", "fish", *POWERSHELLS)
"""The shells that there are completions for."""
_UTF_16 = ("\udcff\udcfe", "\udcfe\udcff")
"""Byte order marks, as text that is not UTF-8 is kept."""


class ShellFiles(Protocol):
    """`start_up` is what the shell reads when it starts, `script` is where our script is kept."""

    @property
    def start_up(self) -> Path: ...
    @property
    def script(self) -> Path: ...
    def text_of(self, path: Path) -> str: ...
    def replace(self, path: Path, before: str, after: str) -> None: ...
    def keep(self, path: Path, text: str) -> None: ...
    def remove(self, path: Path) -> None: ...


class Completions:
    """Completions for a shell, and what else is `wanted`; None for what is installed already.

    `script_of` writes the script of this version. It goes into a block of the start-up file, which
    has the shell read the script; or, with `has_own_file`, the start-up file is the script.
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
        """The script of this version."""
        return self._script_of(self._wanted or self.parts)

    @property
    def parts(self) -> ShellParts:
        """What is installed."""
        return ShellParts.of(self.installed())

    @property
    def start_up(self) -> Path:
        """The file that the shell reads when it starts."""
        return self._files.start_up

    @property
    def are_installed(self) -> bool:
        """Whether the start-up file has them, of whatever version."""
        text = self._files.text_of(self.start_up)
        return bool(text) if self._has_own_file else BEGIN in text

    def installed(self) -> str:
        """Return the script that the shell reads now, empty for none."""
        if not self.are_installed:
            return ""
        return self._files.text_of(self.start_up if self._has_own_file else self._files.script)

    def install(self) -> str:
        """Put them in; returns the change of the start-up file as a diff, empty for none."""
        if self._has_own_file:
            return self._replace(self.source)
        before = self._files.text_of(self.start_up)
        if before.startswith(_UTF_16):
            raise ConfigError(
                f"{self.start_up} is written in UTF-16", "save it as UTF-8, then run this again"
            )
        after = with_block(before, _line(self._shell, str(self._files.script)))
        self._files.keep(self._files.script, self.source)
        return self._replace(after)

    def uninstall(self) -> str:
        """Take them out; returns the change of the start-up file as a diff, empty for none."""
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
    """Return what has a shell read a script, if it is there."""
    if shell in POWERSHELLS:
        path = f"({ascii_quoted(script)})"
        return f"if (Test-Path -LiteralPath {path}) {{ . {path} }}\n"
    path = shlex.quote(script)
    if shell == "fish":
        return f"if test -r {path}; source {path}; end\n"
    return f"if [ -r {path} ]; then . {path}; fi\n"


def check_shell(shell: str) -> None:
    """Raise UsageError for a shell that there are no completions for."""
    if shell not in SHELLS:
        raise UsageError(
            f"there are no completions for `{shell}`", f"there are for {', '.join(SHELLS)}"
        )


def are_missing(completions: Callable[[], Completions]) -> bool:
    """Tell whether the user's shell could have completions and does not.

    `completions` returns those of that shell; SsoError from it means that it cannot.
    """
    try:
        return not completions().are_installed
    except SsoError:
        return False


def _diff(before: str, after: str) -> str:
    old, new = ([line.rstrip("\r\n") for line in lines_of(text)] for text in (before, after))
    return "\n".join(changed_lines(old, new))
