"""A request's body: read within limits, or dropped."""

import asyncio

from aws_sso.annotations import Any, Awaitable, Callable

_DROPPED = 1 << 20
"""Bytes that are read and dropped."""
_DROP_TIME = 2.0
"""Seconds for that."""

Receive = Callable[[], Awaitable[dict[str, Any]]]


class Body:
    """The body of one request, read by ASGI's `receive` (ASGI 3)."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._ended = False

    async def read(self, most: int, seconds: float) -> bytes | None:
        """Return it; None if it exceeds `most` bytes or `seconds`."""
        body, size = b"", 0
        try:
            async with asyncio.timeout(seconds):
                while not self._ended:
                    message = await self._receive()
                    part = bytes(message.get("body", b""))
                    size += len(part)
                    if size <= most:
                        body += part
                    is_gone = message["type"] != "http.request"
                    self._ended = is_gone or not message.get("more_body")
                    if is_gone or size > most + _DROPPED:
                        return None
        except TimeoutError:
            return None
        return body if size <= most else None

    async def drop(self) -> None:
        """Read what is left, if not too much: a client that is still sending misses the answer."""
        if not self._ended:
            await self.read(0, _DROP_TIME)
