"""Files written whole or not at all, and folders that are nobody else's."""

import contextlib
import os
import stat
import sys
from pathlib import Path

from aws_sso.errors import FileAccessError, UnsafeFileError


def read_bytes(path: Path) -> bytes | None:
    """Return a file's content, None if there is no such file; raises FileAccessError otherwise."""
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
    target = Path(os.path.realpath(path))
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
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
    except OSError as error:
        raise FileAccessError(
            f"{path} cannot be written: {error.strerror}",
            "check the permissions of its folder and the space on the disk",
        ) from None


def set_aside(path: Path) -> Path:
    """Rename a damaged file to a free name beside it, and return that name."""
    for number in range(1, 1000):
        aside = path.with_name(f"{path.name}.damaged-{number}")
        if not aside.exists():
            break
    with contextlib.suppress(FileNotFoundError):
        try:
            path.replace(aside)
        except OSError as error:
            raise FileAccessError(
                f"{path} is damaged and cannot be set aside: {error.strerror}",
                "check the permissions of its folder",
            ) from None
    return aside


def files_set_aside(folder: Path) -> list[Path]:
    """Return the damaged files that were set aside in a folder and those below it."""
    return sorted(folder.rglob("*.damaged-*"))


def make_private_folder(path: Path) -> None:
    """Create a folder and its missing parents with mode 0700.

    Raises FileAccessError, and UnsafeFileError for one that belongs to somebody else or that
    others may write to.
    """
    try:
        # One by one: `parents=True` gives parents the mode that the umask leaves.
        for folder in (*reversed(path.parents), path):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise FileAccessError(
            f"the folder {path} cannot be made: {error.strerror}",
            "check `HOME` and the permissions of the folder above it",
        ) from None
    check_private(path)


def check_private(path: Path, *, hidden: bool = False) -> None:
    """Raise UnsafeFileError if `path` is somebody else's or open for others to write to.

    With `hidden`, others may not read it either. A missing file passes.
    """
    if sys.platform == "win32":
        return
    try:
        status = path.stat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise FileAccessError(f"{path} cannot be looked at: {error.strerror}") from None
    if status.st_uid not in (os.geteuid(), 0):
        raise UnsafeFileError(
            f"{path} belongs to another user (uid {status.st_uid})",
            "use a folder of your own: `--config FILE` or `AWS_SSO_CONFIG`",
        )
    forbidden = 0o077 if hidden else 0o022
    if status.st_mode & forbidden:
        others = "use" if hidden else "write to"
        raise UnsafeFileError(
            f"other users may {others} {path} (mode {stat.S_IMODE(status.st_mode):04o})",
            f"take that away: chmod {'700' if stat.S_ISDIR(status.st_mode) else '600'} {path}",
        )


def sweep_temporary_files(folder: Path) -> None:
    """Remove temporary files that killed writers left below `folder`."""
    for temporary in folder.rglob(".*.tmp"):
        pid = temporary.name.split(".")[-3]
        if pid.isdigit() and not _is_alive(int(pid)):
            temporary.unlink(missing_ok=True)


if sys.platform == "win32":
    # SYNCHRONIZE, ERROR_INVALID_PARAMETER and WAIT_TIMEOUT of the Windows API.
    _SYNCHRONIZE, _NO_SUCH_PROCESS, _STILL_RUNNING = 0x00100000, 87, 0x102

    def _is_alive(pid: int) -> bool:
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

    def _is_alive(pid: int) -> bool:
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
