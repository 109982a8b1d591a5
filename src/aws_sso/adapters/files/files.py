"""Files that are written completely or not at all, and private folders.

Every system error becomes a FileAccessError that names the file and a remedy.
"""

import errno
import os
import stat
import sys

from aws_sso.adapters.files.ours import check_folder, folder_of
from aws_sso.adapters.files.replacing import patiently, put_in_place
from aws_sso.annotations import TYPE_CHECKING, StrPath
from aws_sso.domain.text.messages import CHECK_FOLDER, CHECK_OWNER
from aws_sso.errors import FileAccessError

if TYPE_CHECKING:
    from pathlib import Path

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def read_bytes(path: StrPath) -> bytes | None:
    """Return the content of a user's file, None if it does not exist.

    Raises FileAccessError if it cannot be read. For our own files, use `ours.read_ours`.
    """
    try:
        with patiently(lambda: open(path, "rb"), path) as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileAccessError(f"cannot read {path}: {error.strerror}", CHECK_OWNER) from None


def write_atomically(path: StrPath, content: bytes, mode: int | None = None) -> None:
    """Replace a file's content, so that readers see either the old or the new one.

    A symbolic link is followed and stays a link. The file gets `mode`; by default an existing file
    keeps its mode, and a new one gets 0600. Raises FileAccessError and leaves the old content in
    place.
    """
    # Only for links: not every Windows supports this for long paths.
    target = os.path.realpath(path) if os.path.islink(path) else os.fspath(path)
    # `sweep_temporary_files` knows this form.
    unlike = f"{os.getpid()}.{os.urandom(4).hex()}"
    temporary = os.path.join(folder_of(target), f".{os.path.basename(target)}.{unlike}.tmp")
    try:
        if mode is None:
            mode = stat.S_IMODE(os.stat(target).st_mode) if os.path.exists(target) else 0o600
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with open(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, mode)
            put_in_place(temporary, target)
        except BaseException:
            try:
                os.unlink(temporary)
            except FileNotFoundError:
                pass  # It is in place.
            raise
        _sync_folder(folder_of(target))
    except OSError as error:
        raise not_done(f"cannot write {path}", error, CHECK_FOLDER) from None


def not_done(what: str, error: OSError, hint: str) -> FileAccessError:
    """Return the error for a failed system call, with `hint` unless the disk is full."""
    if error.errno in _NO_SPACE:
        hint = "free some space on this disk, or raise the quota"
    elif error.errno == errno.EROFS:
        hint = "the disk is read-only; use `--config` to name a file on another disk"
    return FileAccessError(f"{what}: {error.strerror or type(error).__name__}", hint, error)


def set_aside(path: StrPath) -> str:
    """Rename a damaged file to an unused name next to it, and return the new name."""
    for number in range(1, 1000):
        aside = f"{os.fspath(path)}.damaged-{number}"
        if not os.path.lexists(aside):
            break
    try:
        put_in_place(path, aside)
    except FileNotFoundError:
        pass  # Another process was quicker.
    except OSError as error:
        raise not_done(f"cannot set aside the damaged file {path}", error, CHECK_FOLDER) from None
    return os.path.basename(aside)


def files_set_aside(folder: StrPath) -> "list[Path]":
    """Return the damaged files set aside in a folder and its subfolders."""
    from pathlib import Path

    return sorted(Path(folder).rglob("*.damaged-*"))


def make_private_folder(path: StrPath, *, hidden: bool = False) -> None:
    """Create a folder and its missing parents, with mode 0700.

    Raises FileAccessError, and UnsafeFileError if the folder belongs to another user or others may
    write to it (with `hidden`, also if they may read it).
    """
    try:
        _make_folders(os.fspath(path))
    except OSError as error:
        raise not_done(
            f"cannot create folder {path}",
            error,
            "check `HOME` and the permissions of the folder above it",
        ) from None
    check_folder(path, hidden=hidden)


def _make_folders(path: str) -> None:
    # One by one: `os.makedirs` gives parents a mode that depends on the umask.
    if not os.path.exists(path):
        if (above := folder_of(path)) != path:  # A drive of Windows may be missing.
            _make_folders(above)
        try:
            os.mkdir(path, mode=0o700)
        except FileExistsError:
            if not os.path.isdir(path):  # Else another process was quicker.
                raise


def unlink(path: StrPath) -> bool:
    """Delete a file; returns whether it existed. Raises FileAccessError."""
    try:
        patiently(lambda: os.unlink(path), path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise not_done(f"cannot delete {path}", error, CHECK_FOLDER) from None
    return True


def sweep_temporary_files(folder: StrPath) -> None:
    """Remove temporary files left below `folder` by killed processes, where possible."""
    from pathlib import Path

    try:
        for temporary in Path(folder).rglob(".*.tmp"):
            pid = temporary.name.split(".")[-3]
            if pid.isdigit() and not is_alive(int(pid)):
                temporary.unlink(missing_ok=True)
    except OSError:
        pass  # They do no harm.


if sys.platform == "win32":
    # SYNCHRONIZE, ERROR_INVALID_PARAMETER and WAIT_TIMEOUT of the Windows API.
    _SYNCHRONIZE, _NO_SUCH_PROCESS, _STILL_RUNNING = 0x00100000, 87, 0x102

    def is_alive(pid: int) -> bool:
        """Return whether a process exists."""
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
        """Return whether a process exists."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return True


def _sync_folder(folder: StrPath) -> None:
    # Without this, a power cut could undo the rename. Not every system supports it.
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError:
        pass
