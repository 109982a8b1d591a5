"""A small web server on 127.0.0.1 for the user's browser."""

import logging
import os
import socket
import socketserver
import threading
from http.server import BaseHTTPRequestHandler

from aws_sso.adapters.desktop.peers import is_stranger
from aws_sso.annotations import Any

_log = logging.getLogger(__name__)
_TURN = 0.05
MOST_WAITING = 32
"""How many connections may wait for a request at the same time."""
HEADERS_WITHIN = 10.0
"""Seconds that each read of a request may take."""


class LoopbackServer(socketserver.ThreadingTCPServer):
    """Serves on a port of 127.0.0.1, except to processes of other users.

    Uses any free port unless `port` names one. Raises OSError if that is taken.

    Each connection has a thread. Browsers open some in advance without using them, so a silent
    connection blocks no other. If there are too many, the oldest is dropped.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, handler: type[BaseHTTPRequestHandler], port: int = 0) -> None:
        self._silent: dict[socket.socket, None] = {}
        self._lock = threading.Lock()
        self._turned_away = 0
        # So that the last sign-in's closed connections do not keep a port that was chosen. On
        # Windows it would let others listen there too.
        self.allow_reuse_address = port != 0 and os.name == "posix"
        # Port 0: the system picks a free one.
        super().__init__(("127.0.0.1", port), handler)

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def serve(self) -> None:
        """Serve until `shutdown`."""
        self.serve_forever(_TURN)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Reject strangers before spending a thread or a byte on them."""
        if is_stranger(request):
            # Warn once, or a stranger could fill the terminal. A connection that is already gone
            # has no known owner and is not reported.
            if not self._turned_away and _is_connected(request):
                _log.warning("refused a connection from another user")
                self._turned_away += 1
            return False
        return True

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a separate thread."""
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
        """Record that a connection has sent its request, so that it is no longer dropped."""
        with self._lock:
            self._silent.pop(connection, None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: a browser may close a connection at any time."""
        _log.debug("the browser closed a connection early", exc_info=True)


class LoopbackHandler(BaseHTTPRequestHandler):
    """Answers one request, and logs nothing: its first line may contain a secret."""

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
        """Answer a request; without body or effect for HEAD."""
        raise NotImplementedError

    def still_ours(self) -> bool:
        """Return whether the other end is still there and not a stranger."""
        return not is_stranger(self.connection)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


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
