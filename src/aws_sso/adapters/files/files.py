"""Files written whole or not at all, and folders that are nobody else's.

Every error of the system becomes a FileAccessError that names the file and what can be done.
"""

import contextlib
import errno
import os
import stat
import sys
from pathlib import Path

from aws_sso.adapters.files.ours import check_folder
from aws_sso.adapters.files.replacing import put_in_place
from aws_sso.errors import FileAccessError

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def read_bytes(path: Path) -> bytes | None:
    """Return the content of a file of the user's, None if there is no such file.

    Raises FileAccessError if it cannot be read. Files of ours are read by `ours.read_ours`.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileAccessError(
            f"{path} cannot be read: {error.strerror}", "check its owner and permissions"
        ) from None


def write_atomically(path: Path, content: bytes, mode: int | None = None) -> None:
    """Replace a file's content so that anyone sees the old or the new one, whole.

    A symbolic link is followed and stays a link. The file gets `mode`; without that an existing
    one keeps its own, and a new one gets 0600. Raises FileAccessError, with the old content in
    place.
    """
    # Asked for links alone: of a long path, not every Windows can tell it.
    target = Path(os.path.realpath(path)) if os.path.islink(path) else path
    temporary = target.with_name(f".{target.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
    try:
        if mode is None:
            mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o600
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with open(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(mode)
            put_in_place(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
    except OSError as error:
        raise not_done(
            f"{path} cannot be written", error, "check the permissions of its folder"
        ) from None


def not_done(what: str, error: OSError, hint: str) -> FileAccessError:
    """Return the error that says what the system refused; `hint` unless the disk is full."""
    if error.errno in _NO_SPACE:
        hint = "free some space on that disk, or raise the quota"
    elif error.errno == errno.EROFS:
        hint = "that disk is read-only: let `--config` name a file on another one"
    return FileAccessError(f"{what}: {error.strerror or type(error).__name__}", hint, error)


def set_aside(path: Path) -> Path:
    """Rename a damaged file to a free name beside it, and return that name."""
    for number in range(1, 1000):
        aside = path.with_name(f"{path.name}.damaged-{number}")
        if not os.path.lexists(aside):
            break
    with contextlib.suppress(FileNotFoundError):
        try:
            path.replace(aside)
        except OSError as error:
            raise not_done(
                f"{path} is damaged and cannot be set aside",
                error,
                "check the permissions of its folder",
            ) from None
    return aside


def files_set_aside(folder: Path) -> list[Path]:
    """Return the damaged files that were set aside in a folder and those below it."""
    return sorted(folder.rglob("*.damaged-*"))


def make_private_folder(path: Path, *, hidden: bool = False) -> None:
    """Create a folder and its missing parents with mode 0700.

    Raises FileAccessError, and UnsafeFileError for one that belongs to somebody else or that
    others may write to; with `hidden`, or read.
    """
    try:
        # One by one: `parents=True` gives parents the mode that the umask leaves.
        for folder in (*reversed(path.parents), path):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise not_done(
            f"the folder {path} cannot be made",
            error,
            "check `HOME` and the permissions of the folder above it",
        ) from None
    check_folder(path, hidden=hidden)


def unlink(path: Path) -> bool:
    """Delete a file; tells whether there was one. Raises FileAccessError."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise not_done(
            f"{path} cannot be deleted", error, "check the permissions of its folder"
        ) from None
    return True


def sweep_temporary_files(folder: Path) -> None:
    """Remove temporary files that killed writers left below `folder`, as far as that can be."""
    with contextlib.suppress(OSError):
        for temporary in folder.rglob(".*.tmp"):
            pid = temporary.name.split(".")[-3]
            if pid.isdigit() and not is_alive(int(pid)):
                temporary.unlink(missing_ok=True)


if sys.platform == "win32":
    # SYNCHRONIZE, ERROR_INVALID_PARAMETER and WAIT_TIMEOUT of the Windows API.
    _SYNCHRONIZE, _NO_SUCH_PROCESS, _STILL_RUNNING = 0x00100000, 87, 0x102

    def is_alive(pid: int) -> bool:
        """Tell whether a process is there."""
        # Not `os.kill(pid, 0)`: on Windows 0 is Ctrl-C.
        from ctypes import WinDLL, get_last_error, wintypes

        kernel = WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        kernel.WaitForSingleObject.argtypes = (wintypes.HANDLE, wintypes.DWORD)
        kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
        process = kernel.OpenProcess(_SYNCHRONIZE, False, pid)
        if not process:
            return get_last_error() != _NO_SUCH_PROCESS
        try:
            return bool(kernel.WaitForSingleObject(process, 0) == _STILL_RUNNING)
        finally:
            kernel.CloseHandle(process)

else:

    def is_alive(pid: int) -> bool:
        """Tell whether a process is there."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return True


def _sync_folder(folder: Path) -> None:
    # Without this the rename itself may be lost in a power cut. Not every system can do it.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
