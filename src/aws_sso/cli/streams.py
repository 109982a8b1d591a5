"""Our own stdin, stdout and stderr, whatever they were given as.

stdout is data or nothing. So a closed stream is opened on nothing before any file can get its
number and be written to by mistake; what cannot be written to stdout is an error, and what cannot
be said on stderr is lost. Data is UTF-8 whatever the locale: see docs/decisions/0024.
"""

import errno
import io
import os
import sys
from contextlib import suppress

from aws_sso.errors import FAILURE, OutputError, ReaderGoneError


def open_missing() -> None:
    """Open the streams that we were started without.

    stdin is empty. stdout refuses what is written, as a closed one does for other programs. What
    goes to stderr is lost. Children inherit them, so that no file of theirs takes their place.
    """
    for number, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number, since those below are open.
            opened = os.open(os.devnull, mode)
            os.set_inheritable(opened, True)
    # They stay open as long as the process lives, so no `with` (SIM115).
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115


def prepare(colors: bool) -> None:
    """Let no character and no full disk end the program with a traceback.

    `colors` tells whether messages may be coloured where a terminal shows them.
    """
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")
    if not (isinstance(sys.stdout, io.TextIOWrapper) and isinstance(sys.stderr, io.TextIOWrapper)):
        return
    if sys.platform == "win32":
        # A console there takes text and no bytes, and Python speaks UTF-8 to it. Without this, a
        # pipe gets the code page of the system, which lacks most characters of the world.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")
        return
    at_terminal = sys.stdout.isatty()
    sys.stdout = _Stdout(
        _bytes_to(1),
        # A person reads what the terminal can show; programs read UTF-8, and names that are not
        # text to us (PEP 383) come out as they came in.
        encoding=sys.stdout.encoding if at_terminal else "utf-8",
        errors="backslashreplace" if at_terminal else "surrogateescape",
        newline="\n",
        line_buffering=at_terminal,
    )
    sys.stderr = _Stderr(
        _bytes_to(2),
        encoding=sys.stderr.encoding,
        errors="backslashreplace",
        newline="\n",
        line_buffering=True,
    )
    sys.stderr.shows_colors = colors and sys.stderr.isatty()


def unwritten(error: OSError) -> int:
    """Say that stdout cannot be written to, and return the exit code; for data of the hot lane."""
    failure = _failure(error)
    if isinstance(failure, ReaderGoneError):
        return end_without_reader()
    with suppress(OSError):
        os.write(2, f"error: {failure.message}\n".encode())
    return FAILURE


def end_without_reader() -> int:
    """End as programs do whose reader went away: by SIGPIPE, where there is such a thing."""
    import signal

    give_up()
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGPIPE)
    return FAILURE


def give_up() -> None:
    """Let the interpreter's last flush go nowhere, instead of failing as the one before."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)


class _Stdout(io.TextIOWrapper):
    """Raises our own errors: what a command does about an OSError is about something else.

    Translated here and not below the buffer: a signal that comes between a write and the buffer's
    note of it would have the same bytes written twice.
    """

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError as error:
            raise _failure(error) from None

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            raise _failure(error) from None


class _Stderr(io.TextIOWrapper):
    """Loses what cannot be written: there is nobody left to tell."""

    shows_colors = False

    def write(self, text: str) -> int:
        with suppress(OSError):
            return super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()


def _bytes_to(number: int) -> io.BufferedWriter:
    return io.BufferedWriter(io.FileIO(number, "w", closefd=False))


def _failure(error: OSError) -> OutputError:
    if error.errno == errno.EPIPE:
        return ReaderGoneError("nobody reads stdout any more")
    return OutputError(f"cannot write to stdout: {error.strerror or error}")
