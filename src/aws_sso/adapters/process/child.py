"""Running the user's command in our place."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence

from aws_sso.adapters.process.environment import PASSWORD, for_children
from aws_sso.errors import SsoError

_OF_THE_TERMINAL = [
    number for name in ("SIGINT", "SIGQUIT") if (number := getattr(signal, name, None)) is not None
]
_FOR_US_ALONE = [
    number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None
]
_SLICE = 0.25


class CommandNotRunError(SsoError):
    """A command could not be started; the exit code is the one that shells use for it."""

    def __init__(self, message: str, hint: str, exit_code: int) -> None:
        super().__init__(message, hint)
        self.exit_code = exit_code


def run_in_our_place(
    command: Sequence[str], environ: Mapping[str, str], *, with_password: bool = False
) -> int:
    """Replace this process with `command`, so that signals and the terminal reach it directly.

    It sees no password of the vault's, unless `with_password`. Where the system cannot replace a
    process, run it and return its exit code. Raises
    CommandNotRunError with 127 if there is no such program and 126 if it cannot be run
    (POSIX, "Shell Command Language" 2.8.2).
    """
    sys.stdout.flush()
    sys.stderr.flush()
    password = {PASSWORD: environ[PASSWORD]} if with_password and PASSWORD in environ else {}
    with explained(command):
        if os.name == "posix":
            os.execvpe(command[0], list(command), for_children(environ, **password))  # noqa: S606
        own = for_children(environ, **password)
        return subprocess.run(list(command), env=own, check=False).returncode
    raise AssertionError("not reached")


def run_beside(command: Sequence[str], environ: Mapping[str, str], fed: bytes | None = None) -> int:
    """Run `command` while this process goes on; returns its exit code, 128 + n for signal n.

    It reads `fed` from its stdin, else what we would read. The terminal's signals reach it
    directly, since it is in our process group, and do not end us; what is sent to us alone is
    passed on. It sees no password of the vault's. Raises
    CommandNotRunError as `run_in_our_place` does.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    child: subprocess.Popen[bytes] | None = None
    early: list[int] = []

    def pass_on(number: int, frame: object) -> None:
        if child is None:
            early.append(number)
        else:
            with contextlib.suppress(OSError):
                child.send_signal(number)

    # Before there is a child, so that no signal gets lost; and handlers, not SIG_IGN, which it
    # would inherit.
    before = {number: signal.signal(number, _nothing) for number in _OF_THE_TERMINAL}
    before |= {number: signal.signal(number, pass_on) for number in _FOR_US_ALONE}
    try:
        with explained(command):
            source = None if fed is None else subprocess.PIPE
            child = subprocess.Popen(list(command), stdin=source, env=for_children(environ))
        for number in early:
            child.send_signal(number)
        code = _ended(child, fed)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def _ended(child: "subprocess.Popen[bytes]", fed: bytes | None) -> int:
    """Feed a child and wait for its end, in slices: a signal may come just before an endless wait.

    It may also be told to another thread. Either way its handler would not run until the child
    ended, which waits for that very signal.
    """
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            if child.stdin is None:
                return child.wait(_SLICE)
            rest, fed = fed, None
            child.communicate(rest, _SLICE)
            return child.returncode


def _nothing(number: int, frame: object) -> None:
    """Leave a signal to the child."""


@contextlib.contextmanager
def explained(command: Sequence[str]) -> Iterator[None]:
    """Translate what keeps a command from being started."""
    try:
        yield
    except FileNotFoundError:
        raise CommandNotRunError(
            f"there is no command `{command[0]}`", "check its name and your `PATH`", 127
        ) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CommandNotRunError(
            f"`{command[0]}` cannot be run: {reason}", "check its permissions", 126
        ) from None
