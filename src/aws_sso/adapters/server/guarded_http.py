"""HTTP connections with time limits, on top of uvicorn."""

import asyncio

from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from aws_sso.annotations import Any, Callable

_HEADER_TIME = 10.0
"""Seconds for a request to send its headers, counted from the previous request."""
_ANSWER_TIME = 100.0
"""Seconds for the whole request; fetching credentials may take most of them."""


class GuardedProtocol(H11Protocol):
    """Cuts off slow connections; `lost` is called at the end."""

    def __init__(self, config: Config, state: ServerState, lost: Callable[[], None]) -> None:
        super().__init__(config, state, {})
        self._lost = lost
        self._clock: asyncio.TimerHandle | None = None

    @property
    def is_at_work(self) -> bool:
        """Whether a request is being answered, and its answer read."""
        cycle = self.cycle
        return cycle is not None and not cycle.response_complete and not self.flow.write_paused

    def connection_made(self, transport: Any) -> None:
        """Start the clock for the first request."""
        super().connection_made(transport)
        self._give(_HEADER_TIME)

    def data_received(self, data: bytes) -> None:
        """Start the clock for an answer when these bytes end a request's headers."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._give(_ANSWER_TIME)

    def on_response_complete(self) -> None:
        """Start the clock for the next request, which may have arrived already."""
        self._give(_HEADER_TIME)
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        if self._clock:
            self._clock.cancel()
        super().connection_lost(exc)
        self._lost()

    def abort(self) -> None:
        """End the connection now."""
        if self.transport is not None:
            self.transport.abort()

    def _give(self, seconds: float) -> None:
        if self._clock:
            self._clock.cancel()
        self._clock = self.loop.call_later(seconds, self.abort)
