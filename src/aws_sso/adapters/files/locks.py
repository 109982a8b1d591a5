"""Locks between processes, held by the kernel, so that a killed holder lets go."""

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from aws_sso.adapters.files.files import make_private_folder
from aws_sso.errors import FileAccessError, LockTimeoutError

_TICK = 0.05
_SAY_AFTER = 1.0


class Locks:
    """Named locks in a folder.

    `say` is called once for a lock waited for longer than a second, with a sentence that names the
    holder; `purpose` is what this process tells others that wait for it.
    """

    def __init__(self, folder: Path, purpose: str, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._purpose = purpose
        self._say = say

    @contextlib.contextmanager
    def hold(self, name: str, timeout: float = 660.0) -> Iterator[None]:
        """Hold the lock `name`; waits at most `timeout` seconds, then raises LockTimeoutError.

        Ctrl-C ends the waiting at once. The lock is not reentrant.
        """
        make_private_folder(self._folder)
        path = self._folder / f"{name}.lock"
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise FileAccessError(
                f"the lock {path} cannot be opened: {error.strerror}",
                "check the permissions of its folder and the space on the disk",
            ) from None
        with open(descriptor, "a+b") as file:
            self._wait(file, name, timeout)
            file.truncate(0)
            note = {"pid": os.getpid(), "purpose": self._purpose}
            file.write(json.dumps(note).encode())
            file.flush()
            try:
                yield
            finally:
                with contextlib.suppress(OSError):
                    file.truncate(0)
                _release(file)

    def _wait(self, file: IO[bytes], name: str, timeout: float) -> None:
        started = time.monotonic()
        said = False
        while not _acquire(file):
            waited = time.monotonic() - started
            if waited > timeout:
                raise LockTimeoutError(
                    f"waited {timeout:.0f} s for {_holder(file)} (lock `{name}`)",
                    "end that process if it hangs, then try again",
                )
            if waited > _SAY_AFTER and not said:
                said = True
                self._say(f"waiting for {_holder(file)}")
            time.sleep(_TICK)


def _holder(file: IO[bytes]) -> str:
    try:
        file.seek(0)
        note = json.loads(file.read(1000))
        return f"`{note['purpose']}` (process {note['pid']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


if sys.platform == "win32":
    import msvcrt

    def _acquire(file: IO[bytes]) -> bool:
        # Far behind the note, so that it stays readable: on Windows a locked byte cannot be read.
        file.seek(1 << 20)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(file: IO[bytes]) -> None:
        file.seek(1 << 20)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _acquire(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
