"""Locks between processes, held by the kernel, so that a killed process releases them."""

import errno
import os
import sys
import time

from aws_sso.adapters.files.files import make_private_folder, not_done
from aws_sso.adapters.files.ours import open_ours
from aws_sso.annotations import Callable, StrPath
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.domain.text.messages import CHECK_FOLDER
from aws_sso.errors import FileAccessError, LockTimeoutError

_TICK = 0.05
_SAY_AFTER = 1.0
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP})
"""Errors of flock(2) on file systems without locks."""
_NOTHING_CHANGES = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
"""If not even an empty file can be created, nothing else can be written either."""


class Locks:
    """Named locks in a folder.

    `say` is called once after waiting for more than a second, with a sentence that names the
    holder. `purpose` is shown to other processes that wait for this one. `warn` is called once if
    locks are impossible: on a file system without them, or a full or read-only disk. Work then
    continues without locks: files are replaced as a whole, so at worst something is done twice.
    """

    def __init__(
        self,
        folder: StrPath,
        purpose: str,
        say: Callable[[str], None],
        warn: Callable[[str], None] | None = None,
    ) -> None:
        self._folder = folder
        self._purpose = purpose
        self._say = say
        self._warn = warn or say
        self._warned = False

    def hold(self, name: str, timeout: float = 660.0) -> "Hold":
        """Return the lock `name`, to hold with `with`.

        Entering raises LockTimeoutError after `timeout` seconds. Ctrl-C ends the waiting at once.
        The lock is not reentrant.
        """
        return Hold(self, name, timeout)

    def take(self, name: str, timeout: float) -> int | None:
        """Wait for a lock and return its open file, None if locks are impossible."""
        descriptor = self._opened(name)
        if descriptor is None:
            return None
        try:
            if self._wait(descriptor, name, timeout):
                self._note(descriptor, {"pid": os.getpid(), "purpose": self._purpose})
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        return None

    def give_back(self, descriptor: int) -> None:
        """Release a lock that was taken."""
        try:
            self._note(descriptor, None)
            _release(descriptor)
        finally:
            os.close(descriptor)

    def _opened(self, name: str) -> int | None:
        """Open the file of a lock; None if locks are impossible."""
        path = os.path.join(self._folder, f"{name}.lock")
        try:
            make_private_folder(self._folder, hidden=True)
            return open_ours(path, os.O_RDWR | os.O_CREAT, hidden=True)
        except FileAccessError as error:
            failure: OSError | None = error.os_error
            if failure is None or failure.errno not in _NOTHING_CHANGES:
                raise
        except OSError as error:
            failure = error
            if error.errno not in _NOTHING_CHANGES:
                raise not_done(
                    f"cannot open lock {path}",
                    error,
                    CHECK_FOLDER,
                ) from None
        self._go_without(failure)
        return None

    def _go_without(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            self._warn(
                f"locking is not possible in {self._folder}: {error.strerror}; continuing without "
                "locks"
            )

    def _note(self, descriptor: int, note: dict[str, object] | None) -> None:
        """Write the holder into the lock's file; ignored if that fails."""
        try:
            os.ftruncate(descriptor, 0)
            if note is not None:
                os.lseek(descriptor, 0, os.SEEK_SET)
                os.write(descriptor, written(note).encode())
        except OSError:
            pass

    def _wait(self, descriptor: int, name: str, timeout: float) -> bool:
        """Wait for the lock; returns whether locks are possible."""
        started = time.monotonic()
        said = False
        while True:
            try:
                if _acquire(descriptor):
                    return True
            except OSError as error:
                if error.errno not in _NO_LOCKS:
                    raise not_done(
                        f"cannot take lock `{name}` in {self._folder}",
                        error,
                        "check the disk",
                    ) from None
                self._go_without(error)
                return False
            waited = time.monotonic() - started
            if waited > timeout:
                raise LockTimeoutError(
                    f"timed out waiting for {_holder(descriptor)} (lock `{name}`)",
                    "if that process hangs, end it and try again",
                )
            if waited > _SAY_AFTER and not said:
                said = True
                self._say(f"waiting for {_holder(descriptor)}")
            time.sleep(_TICK)


class Hold:
    """A lock, held within `with`."""

    def __init__(self, locks: Locks, name: str, timeout: float) -> None:
        self._locks = locks
        self._name = name
        self._timeout = timeout

    def __enter__(self) -> None:
        """Take it; raises LockTimeoutError."""
        self._descriptor = self._locks.take(self._name, self._timeout)

    def __exit__(self, *_: object) -> None:
        """Release it."""
        if self._descriptor is not None:
            self._locks.give_back(self._descriptor)


def _holder(descriptor: int) -> str:
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        note = parsed(os.read(descriptor, 1000))
        return f"`{note['purpose']}` (process {note['pid']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


if sys.platform == "win32":
    import msvcrt

    # Far behind the note, which must stay readable: Windows cannot read a locked byte.
    _LOCKED_BYTE = 1 << 20

    def _acquire(descriptor: int) -> bool:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _acquire(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(descriptor: int) -> None:
        # If this fails, closing the file releases the lock.
        try:
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        except OSError:
            pass
