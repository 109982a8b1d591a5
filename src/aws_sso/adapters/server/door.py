"""Accepting connections: a limited number, each counted from the moment it is accepted.

asyncio's servers count nothing before the TLS handshake is done, wait a minute for it, and print a
traceback for each connection beyond the process's limit of open files.
"""

import asyncio
import socket
import ssl

from uvicorn import Config
from uvicorn.server import ServerState

from aws_sso.adapters.server.guarded_http import GuardedProtocol
from aws_sso.annotations import Callable

_MOST = 256
"""Most connections at the same time; beyond that, the oldest idle one is closed."""
_HANDSHAKE_TIME = 5.0
_FULL = 0.1
"""Seconds to wait when the system cannot accept another connection."""


class _Visitor:
    """A connection: in the TLS handshake, or speaking HTTP through its protocol."""

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
    """Accepts connections on a listening socket, with TLS if `tls` is given.

    `admits` decides which connections are accepted.
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
        self._visitors: dict[_Visitor, None] = {}  # The oldest is first.

    async def keep_open(self) -> None:
        """Accept connections until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(self._listener)
            except OSError:
                # Too many open files, for example; that ends when a client leaves.
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
            await asyncio.sleep(0)  # Give other tasks a turn, however many connections wait here.

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
            gone()  # The TLS handshake failed; asyncio has closed the connection.
        finally:
            visitor.welcome = None

    def _make_room(self) -> None:
        """Close the oldest idle connection, else the oldest."""
        idle = (one for one in self._visitors if not one.is_at_work)
        visitor = next(idle, next(iter(self._visitors), None))
        if visitor is not None:
            del self._visitors[visitor]
            visitor.leave()
