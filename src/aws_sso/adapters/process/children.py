"""Commands that run in parallel, each in a group with all its children."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

from aws_sso.adapters.process.environment import for_children
from aws_sso.adapters.process.not_run import not_run
from aws_sso.annotations import Callable, Mapping, Sequence

Take = Callable[[str, bytes], None]
_CHUNK = 65536
_LAST_WORDS = 1.0
"""Seconds to wait for the end of output after a kill: a process outside the group may hold it."""
_SLICE = 0.1


class GroupChild:
    """A command in its own session, so that signals reach all its children.

    It has no terminal, since many commands cannot ask at once. Its output goes to `take`, from
    separate threads.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", take: Take) -> None:
        self._process = process
        if sys.platform == "win32":
            from aws_sso.adapters.process.windows_job import Job

            self._job = Job(process.pid)
        self._readers = [
            threading.Thread(target=_pass_on, args=(pipe.fileno(), name, take), daemon=True)
            for name, pipe in (("stdout", process.stdout), ("stderr", process.stderr))
            if pipe is not None
        ]
        self._is_killed = False
        for reader in self._readers:
            reader.start()

    def wait(self, seconds: float | None) -> int | None:
        """Return the exit code, 128 + n for signal n, after it and its output have ended.

        None if that takes longer than `seconds`. Does not wait for the output of killed commands.
        """
        until = None if seconds is None else time.monotonic() + seconds
        for reader in self._readers:
            while reader.is_alive():
                left = _left(until)
                if self._is_killed:
                    reader.join(_LAST_WORDS)
                    break
                if left == 0:
                    return None
                # In slices, because it may be killed meanwhile.
                reader.join(_SLICE if left is None else min(_SLICE, left))
        try:
            code = self._process.wait(_left(until))
        except subprocess.TimeoutExpired:
            return None
        return code if code >= 0 else 128 - code

    def send(self, number: int) -> None:
        """Send a signal to it and all its children."""
        if sys.platform == "win32":
            self.kill()  # These signals do not exist there.
        else:
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, number)

    def terminate(self) -> None:
        """Ask it and all its children to stop."""
        self.send(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it and all its children."""
        self._is_killed = True
        if sys.platform == "win32":
            self._job.end()
            self._process.kill()
        else:
            self.send(signal.SIGKILL)


def start_group(
    command: Sequence[str], environ: Mapping[str, str], take: Take, log: int | None = None
) -> GroupChild:
    """Start a command with empty stdin; with `log` (a descriptor), its output goes there.

    It does not see the vault's password. Raises CommandNotRunError.
    """
    output = subprocess.PIPE if log is None else log
    try:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=for_children(environ),
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise not_run(command, error) from None
    return GroupChild(process, take)


def _left(until: float | None) -> float | None:
    return None if until is None else max(0.0, until - time.monotonic())


def _pass_on(descriptor: int, name: str, take: Take) -> None:
    with contextlib.suppress(OSError):
        while content := os.read(descriptor, _CHUNK):
            take(name, content)
