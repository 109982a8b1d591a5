"""The files in which this user's servers announce where they listen."""

import contextlib
import os
import socket
from pathlib import Path

from aws_sso.adapters.files.files import (
    is_alive,
    make_private_folder,
    write_atomically,
)
from aws_sso.adapters.files.ours import check_folder, read_ours
from aws_sso.adapters.server import unix_socket
from aws_sso.adapters.server.port_holder import holder_of
from aws_sso.annotations import Callable
from aws_sso.domain.frozen import frozen, replace
from aws_sso.domain.server.running import RunningServer
from aws_sso.errors import FileAccessError, NetworkError


@frozen
class Announced:
    """A server that others can find; `socket` controls it, None on Windows."""

    socket: socket.socket | None
    withdraw: Callable[[], None]


class Registry:
    """Servers in one of our folders, one file each; `runtime_folder` is `XDG_RUNTIME_DIR`."""

    def __init__(self, folder: Path, runtime_folder: str | None) -> None:
        self._folder = folder
        self._runtime_folder = runtime_folder

    def announce(self, server: RunningServer) -> Announced:
        """Open a server's socket and announce it; removes files of killed servers.

        Raises FileAccessError, UnsafeFileError and NetworkError.
        """
        make_private_folder(self._folder)
        check_folder(self._folder, hidden=True)
        for left in self.gone():
            self._withdraw(left)
        listener, path = None, ""
        if unix_socket.are_available():
            place = unix_socket.private_place(self._folder, server.run[:8], self._runtime_folder)
            listener, path = unix_socket.listen_at(place), str(place)
        known = replace(server, pid=os.getpid(), socket=path)
        try:
            write_atomically(self._file(known), known.to_json().encode(), 0o600)
        except FileAccessError:
            self._withdraw(known)
            raise
        return Announced(listener, lambda: self._withdraw(known))

    def running(self) -> list[RunningServer]:
        """Return the running servers."""
        return [server for server in self._noted() if _answers(server)]

    def gone(self) -> list[RunningServer]:
        """Return servers that ended without removing their file."""
        return [server for server in self._noted() if not _answers(server)]

    def holder(self, port: int) -> str | None:
        """Describe who listens on a port; None if unknown."""
        return holder_of(port)

    def _noted(self) -> list[RunningServer]:
        check_folder(self._folder, hidden=True)
        found = []
        for file in sorted(self._folder.glob("*.json")):
            # None: it has ended; other files are ignored.
            server = RunningServer.from_json(read_ours(file, hidden=True) or b"")
            if server is not None and self._file(server) == file:
                found.append(server)
        return found

    def _file(self, server: RunningServer) -> Path:
        return self._folder / f"{server.run}.json"

    def _withdraw(self, server: RunningServer) -> None:
        with contextlib.suppress(OSError):
            self._file(server).unlink()
        if server.socket:
            unix_socket.remove(Path(server.socket))


def _answers(server: RunningServer) -> bool:
    if not server.socket:
        return is_alive(server.pid)  # On Windows there is no socket to ask.
    try:
        unix_socket.connect(server.socket).close()
    except (FileNotFoundError, ConnectionRefusedError, NetworkError):
        return False
    except OSError:
        return True  # Busy or stopped; the next caller will see.
    return True
