"""HTTP connections that nobody can hold open for nothing, on top of uvicorn."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

_HEADER_TIME = 10.0
"""Seconds within which a connection has to have sent its request's headers."""
_MOST = 256
"""Connections at the same time; beyond that the oldest silent one goes."""


class GuardedProtocol(H11Protocol):
    """Cuts off connections that send no request, and makes room for others."""

    def connection_made(self, transport: Any) -> None:
        """Start the clock of a new connection."""
        super().connection_made(transport)
        self._opened = self.loop.time()
        self._clock = self.loop.call_later(_HEADER_TIME, self._cut_off)
        if len(self.connections) > _MOST:
            ours = [one for one in self.connections if isinstance(one, GuardedProtocol)]
            silent = [one for one in ours if one.scope is None]
            oldest = min(silent, key=lambda one: one._opened)
            oldest.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._clock.cancel()
        super().connection_lost(exc)

    def _cut_off(self) -> None:
        if self.scope is None:
            self.transport.abort()


async def read_within(receive: Any, most: int, seconds: float) -> bytes | None:
    """Return a request's body; None if it is larger than `most` bytes or slower than `seconds`."""
    body = b""
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                body += bytes(message.get("body", b""))
                if len(body) > most or message["type"] != "http.request":
                    return None
                if not message.get("more_body"):
                    return body
    except TimeoutError:
        return None
