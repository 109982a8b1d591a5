"""One-time addresses: they lead a browser to a URL once, and keep it off command lines.

Other users of a machine can read all command lines, and a sign-in URL is a credential. They can
read this address too, but it works for one visit only, by this user's processes.
"""

import threading
from hmac import compare_digest
from http import HTTPStatus
from secrets import token_urlsafe
from urllib.parse import quote

from aws_sso.adapters.desktop.loopback_server import LoopbackHandler, LoopbackServer
from aws_sso.annotations import Callable

LIFE = 120.0
"""Seconds that an unvisited address lives."""
PATIENCE = 10.0
"""Seconds until a browser counts as late."""
_RANDOM_BYTES = 16
_PURPOSES = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
_LEFT_AS_IT_IS = "%/:?#[]@!$&'()*+,;=~-._"
"""URL characters besides letters and digits (RFC 3986); browsers encode the rest."""


class OneTimeAddress:
    """Listens at once; the creator must call `serve` or `close`."""

    def __init__(self, url: str) -> None:
        self._location = quote(url, safe=_LEFT_AS_IT_IS)
        self._path = f"/{token_urlsafe(_RANDOM_BYTES)}"
        self._taken = threading.Lock()
        self._visited = threading.Event()
        self._server = LoopbackServer(self._handler())

    @property
    def address(self) -> str:
        """The URL for the browser."""
        return f"{self._server.origin}{self._path}"

    @property
    def socket_number(self) -> int:
        """The file descriptor of its listening socket."""
        return self._server.fileno()

    def serve(
        self, late: Callable[[], None], life: float = LIFE, patience: float = PATIENCE
    ) -> bool:
        """Serve until the visit or the timeout; returns whether there was a visit.

        `late` is called once if nobody came within `patience` seconds.
        """
        serving = threading.Thread(target=self._server.serve, daemon=True)
        serving.start()
        try:
            if not self._visited.wait(min(patience, life)):
                late()
                self._visited.wait(max(0.0, life - patience))
            with self._taken:  # Wait for the answer to be written.
                return self._visited.is_set()
        finally:
            self._server.shutdown()
            self.close()

    def close(self) -> None:
        """Stop listening."""
        self._server.server_close()

    def _handler(self) -> type[LoopbackHandler]:
        one = self

        class Handler(LoopbackHandler):
            def answer(self, *, looks_only: bool) -> None:
                one._answer(self, looks_only)

        return Handler

    def _answer(self, request: LoopbackHandler, looks_only: bool) -> None:
        if not compare_digest(request.path.encode(), self._path.encode()):
            _send(request, HTTPStatus.NOT_FOUND)
        elif looks_only:
            _send(request, HTTPStatus.OK)
        elif any("prefetch" in request.headers.get(name, "").lower() for name in _PURPOSES):
            # A browser that prefetches asks again when the user opens the page.
            _send(request, HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            with self._taken:
                if self._visited.is_set():
                    _send(request, HTTPStatus.GONE)
                elif request.still_ours():
                    # If sending fails, nobody has the URL, and the address stays valid.
                    _send(request, HTTPStatus.FOUND, self._location)
                    self._visited.set()


def _send(request: LoopbackHandler, status: HTTPStatus, location: str | None = None) -> None:
    request.send_response(status)
    if location:
        request.send_header("Location", location)
    request.send_header("Content-Type", "text/html; charset=utf-8")
    request.send_header("Content-Length", "0")
    request.send_header("Referrer-Policy", "no-referrer")
    request.send_header("Cache-Control", "no-store")
    request.send_header("Connection", "close")
    request.end_headers()
