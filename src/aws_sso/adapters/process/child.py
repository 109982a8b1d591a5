"""Running the user's command as a child."""

import contextlib
import signal
import subprocess
import sys

from aws_sso.adapters.process.environment import for_children
from aws_sso.adapters.process.not_run import not_run
from aws_sso.annotations import Mapping, Sequence

_OF_THE_TERMINAL = [
    number for name in ("SIGINT", "SIGQUIT") if (number := getattr(signal, name, None)) is not None
]
_FOR_US_ALONE = [
    number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None
]
_SLICE = 0.25


def run_beside(command: Sequence[str], environ: Mapping[str, str], fed: bytes | None = None) -> int:
    """Run `command` as a child; returns its exit code, 128 + n for signal n.

    Its stdin is `fed`, else ours. It gets the terminal's signals directly, since it is in our
    process group, and they do not end us. Signals sent only to us are passed on. It does not see
    the vault's password. Raises CommandNotRunError like `run_in_our_place`.
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

    # Before there is a child, so that no signal gets lost. Handlers, not SIG_IGN, which the child
    # would inherit.
    before = {number: signal.signal(number, _nothing) for number in _OF_THE_TERMINAL}
    before |= {number: signal.signal(number, pass_on) for number in _FOR_US_ALONE}
    try:
        source = None if fed is None else subprocess.PIPE
        try:
            child = subprocess.Popen(list(command), stdin=source, env=for_children(environ))
        except (OSError, ValueError) as error:
            raise not_run(command, error) from None
        for number in early:
            child.send_signal(number)
        code = _ended(child, fed)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def _ended(child: "subprocess.Popen[bytes]", fed: bytes | None) -> int:
    """Feed a child and wait for its end, in slices: a signal may arrive just before the wait.

    It may also be delivered to another thread. In both cases its handler would run only after the
    end of the child, which may be waiting for that very signal.
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
