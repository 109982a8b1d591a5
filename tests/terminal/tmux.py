"""A real terminal under tmux: type into it, and look at its screen."""

import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests import parts
from tests.waiting import until


class Tmux:
    """A tmux server of its own with one bash in it."""

    def __init__(self, folder: Path, environ: dict[str, str], columns: int, rows: int) -> None:
        self._base = [parts.program("tmux"), "-S", str(folder / "tmux"), "-f", "/dev/null"]
        self._environ = {**environ, "TERM": "xterm-256color"}
        start_up = folder / "bashrc"
        start_up.write_text("PS1='$ '\n", encoding="utf-8")
        size = ["-x", str(columns), "-y", str(rows)]
        shell = f"cd {shlex.quote(environ['HOME'])}; exec bash --rcfile {start_up}"
        self._run("new-session", "-d", *size, shell)
        self.comes_to(lambda lines: lines[0] == "$", "a prompt")

    def types(self, text: str) -> None:
        """Type a text as it is."""
        self._run("send-keys", "-l", text)

    def keys(self, *names: str) -> None:
        """Press keys by tmux's names: `Enter`, `C-c`, `Tab`, `F1`."""
        self._run("send-keys", *names)

    def line(self, text: str) -> None:
        """Type a line and Enter."""
        self.types(text)
        self.keys("Enter")

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal."""
        self._run("resize-window", "-x", str(columns), "-y", str(rows))

    def screen(self, *options: str) -> list[str]:
        """Return the lines on the screen, without trailing spaces."""
        text = self._run("capture-pane", "-p", *options)
        return [line.rstrip() for line in text.split("\n")]

    def shows(self, text: str, *others: str, colored: bool = False) -> list[str]:
        """Wait until the screen has these texts; returns its lines.

        It may still be half drawn then, or of a moment ago: what else must hold of it is
        a state to wait for too, by `comes_to`.
        """
        return self.comes_to(
            lambda lines: all(t in "\n".join(lines) for t in (text, *others)),
            text,
            colored=colored,
        )

    def comes_to(
        self, right: Callable[[list[str]], bool], what: str, *, colored: bool = False
    ) -> list[str]:
        """Wait until the screen is right; returns its lines, `colored` with escape sequences."""
        options = ["-e"] if colored else []
        last: list[str] = []

        def look() -> bool:
            last[:] = self.screen(*options)
            return right(last)

        try:
            until(look, f"showing {what!r}")
        except AssertionError as error:
            raise AssertionError("\n".join([str(error), *last])) from None
        return last

    def end(self) -> None:
        """End it with all that runs in it."""
        subprocess.run([*self._base, "kill-server"], capture_output=True, check=False)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._base, *arguments],
            env=self._environ,
            capture_output=True,
            check=True,
            timeout=60,
        )
        return done.stdout.decode()
