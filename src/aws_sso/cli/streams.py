"""Our stdin, stdout and stderr, in whatever state we got them.

stdout is data or nothing. So a closed stream is opened on the null device before a file can get its
number and be written to by mistake. What cannot be written to stdout is an error; what cannot be
written to stderr is lost. Data is UTF-8 in every locale: see docs/decisions/0024.
"""

import errno
import io
import os
import sys

from aws_sso.errors import FAILURE, OutputError, ReaderGoneError


def open_missing() -> None:
    """Open the streams that are closed at our start.

    stdin is empty. stdout refuses writes, as a closed one does for other programs. Output to stderr
    is lost. Children inherit them, so that none of their files takes the numbers.
    """
    for number, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number, since the lower ones are open.
            opened = os.open(os.devnull, mode)
            os.set_inheritable(opened, True)
    # They stay open for the life of the process, so no `with` (SIM115).
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115


def prepare(colors: bool) -> None:
    """Prevent tracebacks from unencodable characters and full disks.

    `colors` is whether messages may be colored on a terminal.
    """
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")
    if not (isinstance(sys.stdout, io.TextIOWrapper) and isinstance(sys.stderr, io.TextIOWrapper)):
        return
    if sys.platform == "win32":
        # A console there takes text, not bytes, and Python uses UTF-8 for it. Without this, a pipe
        # would get the system's code page, which lacks most characters.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")
        return
    at_terminal = sys.stdout.isatty()
    sys.stdout = _Stdout(
        _bytes_to(1),
        # People read what the terminal can show. Programs read UTF-8, and undecodable names (PEP
        # 383) come out unchanged.
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
    """Report that stdout cannot be written, and return the exit code; for the hot lane."""
    failure = _failure(error)
    if isinstance(failure, ReaderGoneError):
        return end_without_reader()
    try:
        os.write(2, f"error: {failure.message}\n".encode())
    except OSError:
        pass
    return FAILURE


def end_without_reader() -> int:
    """End like programs whose reader is gone: by SIGPIPE, if the system has it."""
    import signal

    give_up()
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGPIPE)
    return FAILURE


def give_up() -> None:
    """Make the interpreter's last flush go nowhere, instead of failing again."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)


class _Stdout(io.TextIOWrapper):
    """Raises our own errors, since commands handle OSError for other reasons.

    Translated here and not below the buffer: a signal between a write and the buffer's bookkeeping
    would write the same bytes twice.
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
    """Drops what cannot be written: nobody is left to read it."""

    shows_colors = False

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            pass


def _bytes_to(number: int) -> io.BufferedWriter:
    return io.BufferedWriter(io.FileIO(number, "w", closefd=False))


def _failure(error: OSError) -> OutputError:
    if error.errno == errno.EPIPE:
        return ReaderGoneError("the reader of stdout has closed it")
    return OutputError(f"cannot write to stdout: {error.strerror or error}")
