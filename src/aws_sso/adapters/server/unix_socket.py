"""Unix sockets that only this user and root can use."""

import contextlib
import os
import socket
import struct
import sys
import tempfile
from pathlib import Path

from aws_sso.errors import NetworkError

_LONGEST = 100
"""Longest path in bytes: systems accept 103 to 107 (`sun_path`)."""
_PATIENCE = 5.0
_SOL_LOCAL, _LOCAL_PEERCRED = 0, 1  # <sys/un.h> of macOS


def are_available() -> bool:
    """Return whether Python has Unix sockets on this system; not on Windows."""
    return hasattr(socket, "AF_UNIX")


def private_place(folder: Path, name: str, runtime_folder: str | None) -> Path:
    """Return a path for a socket in a folder that only this user can enter.

    That is `folder`. If its path is too long, it is `runtime_folder` (`XDG_RUNTIME_DIR`) if
    private, else a new temporary folder.
    """
    place = folder / f"{name}.sock"
    if len(os.fsencode(place)) <= _LONGEST:
        return place
    if runtime_folder and _is_private(runtime_folder):
        place = Path(runtime_folder) / f"aws-sso-{name}.sock"
        if len(os.fsencode(place)) <= _LONGEST:
            return place
    return Path(tempfile.mkdtemp(prefix="aws-sso-")) / "s.sock"


def listen_at(path: Path) -> socket.socket:
    """Return a socket that listens at a path; raises NetworkError."""
    if sys.platform == "win32":
        raise NotImplementedError("Python has no Unix sockets on this system")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise NetworkError(f"cannot listen at {path}: {error.strerror}") from None
    return listener


def connect(path: str) -> socket.socket:
    """Return a connection to a server at a path, if this user or root runs it.

    Raises OSError if the server is gone, NetworkError if another user runs it.
    """
    if sys.platform == "win32":
        raise NotImplementedError("Python has no Unix sockets on this system")
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(_PATIENCE)
        connection.connect(path)
        if not is_own(connection):
            raise NetworkError(f"the server at {path} belongs to another user")
    except BaseException:
        connection.close()
        raise
    return connection


def is_own(connection: socket.socket) -> bool:
    """Return whether the kernel says that the other end belongs to this user or root."""
    if sys.platform == "win32":
        raise NotImplementedError("Python has no Unix sockets on this system")
    try:
        return _peer(connection) in (os.geteuid(), 0)
    except OSError:
        return False


def remove(path: Path) -> None:
    """Remove a socket, and the folder created for it."""
    with contextlib.suppress(OSError):
        path.unlink()
    if path.parent.name.startswith("aws-sso-") and path.name == "s.sock":
        with contextlib.suppress(OSError):
            path.parent.rmdir()


def _peer(connection: socket.socket) -> int:
    """Return the user id of the other end."""
    if sys.platform == "linux":
        found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        return int(struct.unpack("3i", found)[1])  # struct ucred: pid, uid, gid
    found = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, 76)
    return int(struct.unpack_from("2I", found)[1])  # struct xucred: version, uid, groups


def _is_private(folder: str) -> bool:
    if sys.platform == "win32" or not os.path.isabs(folder):
        return False
    try:
        status = os.stat(folder)
    except OSError:
        return False
    return status.st_uid == os.geteuid() and not status.st_mode & 0o077
