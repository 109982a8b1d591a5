"""Running a credential server: on a port of its own, until a signal ends it or a block does."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn

from aws_sso.adapters.process.signals import until_a_signal
from aws_sso.adapters.server.guarded_http import GuardedProtocol
from aws_sso.adapters.server.server import SlotServer
from aws_sso.adapters.server.tls import server_context
from aws_sso.domain.server.access import Guard
from aws_sso.errors import NetworkError
from aws_sso.use_cases.serve_slots import Slots


class Listener:
    """A port that is listened on; raises NetworkError if port or address are not to be had."""

    def __init__(self, address: str, port: int, now: Callable[[], float]) -> None:
        self._socket = _listen(address, port)
        self._now = now

    @property
    def port(self) -> int:
        """The port: where any was asked for, the one that the system chose."""
        port: int = self._socket.getsockname()[1]
        return port

    def serve(self, slots: Slots, guard: Guard) -> int:
        """Serve until a signal ends it; returns the exit code. SIGHUP obtains everything anew."""
        running = self._running(slots, guard)
        return until_a_signal(running.serve, running.stop, slots.forget)

    @contextlib.contextmanager
    def serving(self, slots: Slots, guard: Guard) -> Iterator[None]:
        """Serve until the block ends."""
        running = self._running(slots, guard)
        thread = threading.Thread(target=running.serve, daemon=True)
        thread.start()
        try:
            yield
        finally:
            running.stop()
            thread.join(5)

    def _running(self, slots: Slots, guard: Guard) -> "_Running":
        app = SlotServer(slots, guard.token, guard.names, self._now)
        return _Running(app, slots, self._socket, guard)


class _Running:
    """A server that runs until it is told to stop."""

    def __init__(
        self, app: SlotServer, slots: Slots, listener: socket.socket, guard: Guard
    ) -> None:
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
            timeout_graceful_shutdown=2,
        )
        config.load()
        config.ssl = server_context(guard.certificate) if guard.certificate else None
        self._server = _Server(config)
        self._listener = listener
        self._slots = slots
        self._stop = threading.Event()

    def serve(self) -> None:
        """Serve until `stop`, and renew live slots meanwhile."""
        renewer = threading.Thread(target=self._slots.renew_until, args=(self._stop,), daemon=True)
        renewer.start()
        try:
            self._server.run(sockets=[self._listener])
        finally:
            self._stop.set()
            self._slots.wake()
            self._listener.close()

    def stop(self) -> None:
        """End it, from any thread or signal handler."""
        self._server.should_exit = True


class _Server(uvicorn.Server):
    def capture_signals(self) -> Any:
        """Leave signals to the program: uvicorn would raise them again at the end."""
        return contextlib.nullcontext()


def _listen(address: str, port: int) -> socket.socket:
    """Return a listening socket."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # With the protocol named: asyncio sets TCP_NODELAY only then.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        raise NetworkError(
            f"cannot listen on {address} port {port}: {error.strerror}",
            "is a server running already? `--port` takes another one",
        ) from None
    return listener
