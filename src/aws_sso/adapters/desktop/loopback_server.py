"""A small web server on 127.0.0.1 for the user's own browser."""

import logging
import socket
import socketserver
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any

from aws_sso.adapters.desktop.peers import is_stranger

_log = logging.getLogger(__name__)
_TURN = 0.05
MOST_WAITING = 32
"""Connections on which a request may be on its way at the same time."""
HEADERS_WITHIN = 10.0
"""Seconds that each read of a request may take."""


class LoopbackServer(socketserver.ThreadingTCPServer):
    """Serves on a free port of 127.0.0.1, and only those who are not another user's processes.

    Each connection has a thread. Browsers open some in advance and say nothing on them, so silence
    keeps nobody else waiting: of too many silent ones the oldest is dropped.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        self._silent: dict[socket.socket, None] = {}
        self._lock = threading.Lock()
        self._turned_away = 0
        # Port 0: the system picks a free one.
        super().__init__(("127.0.0.1", 0), handler)

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def serve(self) -> None:
        """Serve until `shutdown`."""
        self.serve_forever(_TURN)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Turn strangers away before a thread or a byte is spent on them."""
        if is_stranger(request):
            # Once: whoever does it would fill the terminal. Of one that is gone already nobody can
            # tell whose it was, and that is no news.
            if not self._turned_away and _is_connected(request):
                _log.warning("turned away a connection that is not from a browser of yours")
                self._turned_away += 1
            return False
        return True

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own."""
        with self._lock:
            self._silent[request] = None
            if len(self._silent) > MOST_WAITING:
                oldest = next(iter(self._silent))
                del self._silent[oldest]
                _end(oldest)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """End a connection."""
        self.came(request)
        super().shutdown_request(request)

    def came(self, connection: socket.socket) -> None:
        """Note that a connection has said what it wants, so that it is not dropped any more."""
        with self._lock:
            self._silent.pop(connection, None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: that a browser closes a connection is no error, and no news."""
        _log.debug("a connection from the browser ended early", exc_info=True)


class LoopbackHandler(BaseHTTPRequestHandler):
    """Answers one request of a connection, and logs nothing of it: its line may hold a secret."""

    server: LoopbackServer
    server_version = "aws-sso"
    sys_version = ""
    timeout = HEADERS_WITHIN

    def parse_request(self) -> bool:
        """Read the request's headers."""
        parsed = super().parse_request()
        self.server.came(self.connection)
        return parsed

    def do_GET(self) -> None:
        """Answer."""
        self.answer(looks_only=False)

    def do_HEAD(self) -> None:
        """Answer with headers only."""
        self.answer(looks_only=True)

    def answer(self, *, looks_only: bool) -> None:
        """Answer a request, without a body and an effect if the other end only looks (HEAD)."""
        raise NotImplementedError

    def still_ours(self) -> bool:
        """Tell whether the other end is still there and no stranger's, before it is believed."""
        return not is_stranger(self.connection)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _is_connected(connection: socket.socket) -> bool:
    try:
        connection.getpeername()
    except OSError:
        return False
    return True


def _end(connection: socket.socket) -> None:
    """Wake the thread that reads from a connection."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
