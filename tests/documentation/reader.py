"""A reader who types the examples: shells on terminals, in a signed-in home of their own."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pexpect

from tests import parts
from tests.documentation.pages import Command
from tests.program import Program

SERVERS = {
    "aws-sso ecs server": "Ctrl-C to stop",
    "aws-sso emulator": "SSORegion: ",
    "moto_server": "CTRL+C to quit",
}
"""Commands that run until Ctrl-C, and the end of what they print first."""
QUESTION, PICKER = r"\[y/N\] ?$", r"esc[^\n]*leave"
"""What a question and the picker end with."""
ESCAPES = re.compile(r"\x1b(\[[0-9;?=>]*[A-Za-z~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][A-Z0-9]|[=>78])")
PROMPT = r"<(\d+):(\d+)>\$ "
"""The exit code of the command before, and how deep in shells the reader is."""


class Shell:
    """A bash that its user has just opened in a terminal."""

    def __init__(self, program: Program) -> None:
        self._bash = pexpect.spawn(
            parts.program("bash"),
            ["-i"],
            env={**program.environ, "TERM": "xterm", "PAGER": "cat"},
            cwd=str(program.home / "work"),
            dimensions=(60, 400),
            encoding="utf-8",
            timeout=60,
        )
        self._answered = 0
        self._bash.expect(PROMPT)
        self._depth = self._bash.match.group(2)

    def types(self, line: str) -> tuple[int, str]:
        """Type a line, answer its questions, and return exit code and all that it printed."""
        self._bash.send(f"{line}\r")
        shown, answered = "", False
        while which := self._bash.expect([PROMPT, QUESTION, PICKER]):
            shown += self._bash.before + self._bash.after
            # The picker's first row will do, if the page says that there is a picker.
            self._bash.send("y\r" if which == 1 else "\r" if "picker" in line else "\x1b")
            answered = True
        shown += self._bash.before
        code = int(self._bash.match.group(1))
        while self._bash.match.group(2) != self._depth:  # a shell with a role: leave it
            self._bash.send("exit\r")
            self._bash.expect(PROMPT)
        if answered:
            self._catches_up()
        return code, plain(shown + self._bash.after)

    def starts(self, line: str, ready: str) -> str:
        """Type a line that starts a server, and return what it prints until it is ready."""
        self._bash.send(f"{line}\r")
        which = self._bash.expect([re.escape(ready), PROMPT])
        assert which == 0, plain(self._bash.before)
        return plain(self._bash.before + self._bash.after + self._bash.readline())

    def stops(self) -> int:
        """Press Ctrl-C, and return the exit code of the server that ends by it."""
        self._bash.send("\x03")
        self._bash.expect(PROMPT)
        return int(self._bash.match.group(1))

    def close(self) -> None:
        """Close the terminal."""
        self._bash.close(force=True)

    def _catches_up(self) -> None:
        """Wait until the shell has dealt with an answer too many: a picker draws itself again."""
        self._answered += 1
        self._bash.send(f" echo answered: {self._answered}\r")
        self._bash.expect(rf"[\r\n]answered: {self._answered}\r")
        self._bash.expect(PROMPT)


def plain(shown: str) -> str:
    """Return what a terminal showed, without colors and movements of the cursor."""
    return ESCAPES.sub("", shown).replace("\r", "")


@dataclass
class Reader:
    """Types the commands of a block, each in the first shell that is not busy with a server."""

    program: Program
    busy: list[Shell] = field(default_factory=list)
    free: list[Shell] = field(default_factory=list)

    def types(self, command: Command) -> tuple[int, str]:
        """Type a command; returns exit code and all that the terminal showed."""
        if not self.free:
            self.free.append(Shell(self.program))
        for start, ready in SERVERS.items():
            if command.typed.startswith(start):
                self.busy.append(self.free.pop())
                return 0, self.busy[-1].starts(command.typed, ready)
        return self.free[-1].types(command.typed)


@contextmanager
def reader(program: Program) -> Iterator[Reader]:
    """A reader with a terminal; at the end, their servers are stopped and terminals closed."""
    one = Reader(program)
    try:
        yield one
    finally:
        codes = [shell.stops() for shell in one.busy]
        for shell in (*one.free, *one.busy):
            shell.close()
    assert all(code in (0, 130) for code in codes), codes
