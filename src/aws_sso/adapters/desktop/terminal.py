"""The user's terminal, even if our own streams are redirected."""

import os
import sys
from contextlib import contextmanager, suppress

from aws_sso.annotations import TYPE_CHECKING, Callable, Iterator

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output


def has_terminal() -> bool:
    """Return whether there is a terminal, even if our streams are redirected."""
    if sys.platform == "win32":
        return sys.stderr.isatty()
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


@contextmanager
def terminal(kind: str | None) -> "Iterator[tuple[Input | None, Output | None]]":
    """Open the terminal for prompt_toolkit, so that stdin and stdout may be pipes.

    `kind` is its `TERM`. The input is None on Windows, where prompt_toolkit finds it.
    Raises OSError without a terminal.
    """
    if sys.platform == "win32":
        with _console() as screen:
            yield None, screen
    else:
        from prompt_toolkit.input.vt100 import Vt100Input
        from prompt_toolkit.output.vt100 import Vt100_Output

        path = _terminal_path()
        with open(path, encoding="utf-8") as source, open(path, "w", encoding="utf-8") as screen:
            yield Vt100Input(source), Vt100_Output.from_pty(screen, term=kind)


if sys.platform == "win32":

    @contextmanager
    def _console() -> "Iterator[Output]":
        """Open the console for writing, even if stdout is a pipe, as for `assume` in PowerShell.

        prompt_toolkit writes to the system's handle for stdout, whatever file it gets.
        """
        import msvcrt
        from ctypes import WinDLL, wintypes

        from prompt_toolkit.output.defaults import create_output

        stdout = -11  # STD_OUTPUT_HANDLE of the Windows API
        kernel = WinDLL("kernel32")
        kernel.GetStdHandle.restype = wintypes.HANDLE
        kernel.SetStdHandle.argtypes = (wintypes.DWORD, wintypes.HANDLE)
        with open("CONOUT$", "w", encoding="utf-8") as screen:
            before = kernel.GetStdHandle(stdout)
            kernel.SetStdHandle(stdout, msvcrt.get_osfhandle(screen.fileno()))
            try:
                yield create_output(screen)
            finally:
                kernel.SetStdHandle(stdout, before)


def ask_line(question: str) -> str:
    """Ask a question on the terminal and return the typed line; raises OSError without one."""
    path = _terminal_path()
    with open(path, encoding="utf-8") as source, open(path, "w", encoding="utf-8") as screen:
        print(question, end="", file=screen, flush=True)
        return source.readline()


def note_for_later() -> Callable[[str], None]:
    """Return a function that writes to stderr's current terminal, if it still exists by then.

    For a process that will leave the terminal's session and must not keep the terminal open.
    """
    if sys.platform == "win32":
        return _written_nowhere
    try:
        path = os.ttyname(2)
        before = os.stat(path)
    except OSError:
        return _written_nowhere

    def write(text: str) -> None:
        with suppress(OSError):
            terminal = os.open(path, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
            try:
                now = os.fstat(terminal)
                # A closed terminal's number is reused for the next one.
                if (now.st_rdev, now.st_ctime_ns) == (before.st_rdev, before.st_ctime_ns):
                    os.write(terminal, text.replace("\n", "\r\n").encode())
            finally:
                os.close(terminal)

    return write


def _written_nowhere(text: str) -> None:
    """Stand in for a missing terminal."""


def _terminal_path() -> str:
    """Return the terminal's real name, if any: macOS cannot wait for `/dev/tty`."""
    if sys.platform == "win32":
        return "CON"
    for stream in (0, 2, 1):
        try:
            path = os.ttyname(stream)
            os.close(os.open(path, os.O_RDWR | os.O_NOCTTY))
        except OSError:
            continue
        return path
    return "/dev/tty"
