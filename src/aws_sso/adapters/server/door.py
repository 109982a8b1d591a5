"""Letting connections in: so many at a time, each counted from the moment it is accepted.

asyncio's own servers count nothing before TLS is agreed on, wait a minute for that, and write a
traceback for each connection beyond the process's limit of open files.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable

from uvicorn import Config
from uvicorn.server import ServerState

from aws_sso.adapters.server.guarded_http import GuardedProtocol

_MOST = 256
"""Connections at the same time; beyond that the oldest one that does nothing goes."""
_HANDSHAKE_TIME = 5.0
_FULL = 0.1
"""Seconds to wait where the system has no room for another connection."""


class _Visitor:
    """A connection: agreeing on TLS, or speaking HTTP by its protocol."""

    def __init__(self) -> None:
        self.welcome: asyncio.Task[None] | None = None
        self.protocol: GuardedProtocol | None = None

    @property
    def is_at_work(self) -> bool:
        return self.protocol is not None and self.protocol.is_at_work

    def leave(self) -> None:
        if self.welcome is not None:
            self.welcome.cancel()
        if self.protocol is not None:
            self.protocol.abort()


class Door:
    """Accepts what comes to a listening socket, with TLS if there is a `tls`.

    `admits` tells which connections are let in at all.
    """

    def __init__(
        self,
        listener: socket.socket,
        config: Config,
        state: ServerState,
        tls: ssl.SSLContext | None = None,
        admits: Callable[[socket.socket], bool] = lambda connection: True,
    ) -> None:
        listener.setblocking(False)
        self._listener = listener
        self._config = config
        self._state = state
        self._tls = tls
        self._admits = admits
        self._visitors: dict[_Visitor, None] = {}  # The oldest comes first.

    async def keep_open(self) -> None:
        """Let connections in until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(self._listener)
            except OSError:
                # No room for open files, for one: that passes as soon as somebody leaves.
                self._make_room()
                await asyncio.sleep(_FULL)
                continue
            if not self._admits(connection):
                connection.close()
                continue
            if len(self._visitors) >= _MOST:
                self._make_room()
            visitor = _Visitor()
            self._visitors[visitor] = None
            visitor.welcome = loop.create_task(self._welcome(visitor, connection))
            await asyncio.sleep(0)  # Others have their turn, however many wait here.

    async def _welcome(self, visitor: _Visitor, connection: socket.socket) -> None:
        def gone() -> None:
            self._visitors.pop(visitor, None)

        def protocol() -> GuardedProtocol:
            visitor.protocol = GuardedProtocol(self._config, self._state, gone)
            return visitor.protocol

        limit = _HANDSHAKE_TIME if self._tls else None
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                protocol,
                connection,
                ssl=self._tls,
                ssl_handshake_timeout=limit,
                ssl_shutdown_timeout=limit,
            )
        except OSError:
            gone()  # No TLS came of it; asyncio has closed the connection.
        finally:
            visitor.welcome = None

    def _make_room(self) -> None:
        """Let the oldest one go that does nothing, else the oldest."""
        idle = (one for one in self._visitors if not one.is_at_work)
        visitor = next(idle, next(iter(self._visitors), None))
        if visitor is not None:
            del self._visitors[visitor]
            visitor.leave()
