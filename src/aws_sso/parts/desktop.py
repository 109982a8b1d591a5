"""The user's desktop: terminal, shell, clipboard."""

import os
import sys

from aws_sso.annotations import TYPE_CHECKING, Mapping, Sequence
from aws_sso.errors import UsageError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output


class Desktop:
    """Uses the adapters for one environment."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def has_terminal(self) -> bool:
        """Return whether there is a terminal, even if our streams are redirected."""
        from aws_sso.adapters.desktop.terminal import has_terminal

        return has_terminal()

    @property
    def terminal_kind(self) -> str:
        """The terminal's `TERM`; a Windows console has none and needs none."""
        return self._environ.get("TERM", "windows" if sys.platform == "win32" else "")

    def terminal(self) -> "AbstractContextManager[tuple[Input | None, Output | None]]":
        """Open the terminal for prompt_toolkit."""
        from aws_sso.adapters.desktop.terminal import terminal

        return terminal(self._environ.get("TERM"))

    def ask_line(self, question: str) -> str:
        """Ask a question on the terminal and return the typed line."""
        from aws_sso.adapters.desktop.terminal import ask_line

        return ask_line(question)

    def copy(self, text: str) -> None:
        """Copy text to the clipboard, through the desktop or the terminal."""
        from aws_sso.adapters.desktop.clipboard import copy, copy_by_terminal
        from aws_sso.adapters.desktop.surroundings import has_display

        if has_display(self._environ):
            copy(text, self._environ)
        else:
            copy_by_terminal(text, self._environ)

    def has_program(self, name: str) -> bool:
        """Return whether a program exists, by name or path; expands `~` and variables."""
        path = os.path.expanduser(os.path.expandvars(name))
        import shutil

        return shutil.which(path, path=self._environ.get("PATH")) is not None

    def page(self, text: str) -> bool:
        """Show a text in the user's pager until they quit it; returns whether there is one."""
        from aws_sso.adapters.desktop.pager import page

        return page(text, self._environ)

    def calling_shell(self) -> str:
        """Return the name of the calling shell; raises UsageError if unknown."""
        from aws_sso.adapters.desktop.shell_detection import detect_shell

        shell = detect_shell(self._environ)
        if shell is None:
            raise UsageError("cannot detect your shell", "specify it with `--shell`")
        return shell

    def command_or_shell(self, command: Sequence[str]) -> Sequence[str]:
        """Return a command, or the user's shell if there is none."""
        if command:
            return command
        from aws_sso.adapters.desktop.shell_detection import users_shell

        return [users_shell(self._environ)]

    def run(
        self, command: Sequence[str], environ: Mapping[str, str], *, with_password: bool
    ) -> int:
        """Run a command in our place, or the user's shell if there is none.

        It sees the vault's password only `with_password`.
        """
        from aws_sso.adapters.process.in_our_place import run_in_our_place

        command = self.command_or_shell(command)
        return run_in_our_place(command, environ, with_password=with_password)

    def run_beside(self, command: Sequence[str], environ: Mapping[str, str]) -> int:
        """Run a command, or the user's shell, as a child; returns its exit code."""
        from aws_sso.adapters.process.child import run_beside

        return run_beside(self.command_or_shell(command), environ)
