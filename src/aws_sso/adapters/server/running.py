"""Running a credential server on a port, until a signal arrives or a block ends."""

import asyncio
import contextlib
import logging
import socket
import threading
from functools import partial

import uvicorn
from uvicorn.server import ServerState

from aws_sso.adapters.process.signals import until_a_signal
from aws_sso.adapters.server import unix_socket
from aws_sso.adapters.server.door import Door
from aws_sso.adapters.server.guarded_http import GuardedProtocol
from aws_sso.adapters.server.registry import Announced, Registry
from aws_sso.adapters.server.server import SlotServer, SocketServer
from aws_sso.adapters.server.tls import server_context
from aws_sso.annotations import Any, Callable, Iterator
from aws_sso.domain.server.running import RunningServer
from aws_sso.errors import NetworkError
from aws_sso.use_cases.control_server import ServerControl

_log = logging.getLogger(__name__)
_GRACE = 2.0
"""Seconds to let pending answers finish."""


class Listener:
    """A listening port; raises NetworkError if the port or address is not available."""

    def __init__(
        self, address: str, port: int, now: Callable[[], float], registry: Registry
    ) -> None:
        self._socket = _listen(address, port, registry)
        self._now = now
        self._registry = registry
        self._announced = Announced(None, lambda: None)

    @property
    def port(self) -> int:
        """The port; if any port was requested, the one that the system chose."""
        port: int = self._socket.getsockname()[1]
        return port

    def announce(self, server: RunningServer) -> None:
        """Open the server's own socket, so that this user's other processes can find it."""
        self._announced = self._registry.announce(server)

    def serve(self, control: ServerControl, ready: Callable[[], None]) -> int:
        """Serve until a signal arrives; returns the exit code. SIGHUP reloads everything.

        `ready` is called first, once signals are handled.
        """
        running = self._running(control)
        return until_a_signal(running.serve, running.stop, control.slots.reload, ready)

    @contextlib.contextmanager
    def serving(self, control: ServerControl) -> Iterator[None]:
        """Serve until the block ends."""
        running = self._running(control)
        thread = threading.Thread(target=running.serve, daemon=True)
        thread.start()
        try:
            yield
        finally:
            running.stop()
            thread.join(5)

    def _running(self, control: ServerControl) -> "_Running":
        return _Running(control, self._socket, self._announced, self._now)


class _Running:
    """A server that runs until it is stopped."""

    def __init__(
        self,
        control: ServerControl,
        listener: socket.socket,
        announced: Announced,
        now: Callable[[], float],
    ) -> None:
        self._slots = control.slots
        self._announced = announced
        self._stop = threading.Event()
        self._end: Callable[[], object] = lambda: None
        self._state = ServerState()
        certificate = control.guard.certificate
        tls = server_context(certificate) if certificate else None
        self._listeners = [listener]
        self._doors = [Door(listener, _config(SlotServer(control, now)), self._state, tls)]
        if announced.socket is not None:
            own = _config(SocketServer(control, now))
            self._listeners.append(announced.socket)
            self._doors.append(Door(announced.socket, own, self._state, admits=unix_socket.is_own))

    def serve(self) -> None:
        """Serve until `stop`, renewing live slots meanwhile."""
        renewer = threading.Thread(target=self._slots.renew_until, args=(self._stop,), daemon=True)
        renewer.start()
        try:
            asyncio.run(self._serve())
        finally:
            self._stop.set()
            self._slots.wake()
            self._announced.withdraw()
            for listener in self._listeners:
                listener.close()

    def stop(self) -> None:
        """Stop it, from any thread or signal handler."""
        self._stop.set()
        with contextlib.suppress(RuntimeError):  # The loop has already ended.
            self._end()

    async def _serve(self) -> None:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        self._end = partial(loop.call_soon_threadsafe, ended.set)
        loop.set_exception_handler(_note)
        doors = [asyncio.create_task(door.keep_open()) for door in self._doors]
        try:
            if not self._stop.is_set():
                await ended.wait()
        finally:
            for door in doors:
                door.cancel()
        await self._let_end()

    async def _let_end(self) -> None:
        """Give pending answers a moment, then close all connections."""
        for connection in list(self._state.connections):
            connection.shutdown()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                while self._state.connections:
                    await asyncio.sleep(0.01)
        for connection in list(self._state.connections):
            if isinstance(connection, GuardedProtocol):
                connection.abort()


def _config(app: Any) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http=GuardedProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        date_header=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=5,
    )
    config.load()
    return config


def _note(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Handle errors that asyncio would log with a traceback: clients can cause them at will."""
    _log.debug("%s: %r", context.get("message"), context.get("exception"))


def _listen(address: str, port: int, registry: Registry) -> socket.socket:
    """Return a listening socket."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # With an explicit protocol: only then does asyncio set TCP_NODELAY.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        holder = registry.holder(port) if port else None
        raise NetworkError(
            f"cannot listen on {address} port {port}: {error.strerror}"
            + (f"; {holder} does" if holder else ""),
            "check whether a server is already running, or choose another port with `--port`",
        ) from None
    return listener
