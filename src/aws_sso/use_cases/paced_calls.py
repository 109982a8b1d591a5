"""Calls to AWS: paced together, tried again where that makes sense."""

import threading
from collections.abc import Callable
from typing import TypeVar

from aws_sso.domain.session.pacing import Pacer
from aws_sso.errors import NetworkError, ServiceRefusedError

T = TypeVar("T")
_FIRST_DELAY = 0.2


class PacedCalls:
    """Makes calls for any number of threads, at a pace that the service accepts.

    `max_retry` is how often a call is tried again, `max_backoff` the longest pause between tries
    in seconds; `jitter` returns a number from 0 to 1. `stop()` makes waiting threads give up.
    """

    def __init__(
        self,
        max_retry: int,
        max_backoff: float,
        monotonic: Callable[[], float],
        jitter: Callable[[], float],
    ) -> None:
        self._max_retry = max_retry
        self._max_backoff = max_backoff
        self._monotonic = monotonic
        self._jitter = jitter
        self._pacer = Pacer()
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def make(self, call: Callable[[], T]) -> T:
        """Make a call; raises what the last try raised.

        Refusals for lack of quota wait for their turn again and count as tries only when the
        service refuses in spite of the pace.
        """
        attempt = 0
        while True:
            self._wait_for_turn()
            try:
                result = call()
            except ServiceRefusedError as error:
                if error.is_throttled:
                    with self._lock:
                        self._pacer.refused(self._monotonic(), error.retry_after)
                if not error.is_temporary or attempt >= self._max_retry:
                    raise
            except NetworkError:
                if attempt >= self._max_retry:
                    raise
            else:
                with self._lock:
                    self._pacer.passed(self._monotonic())
                return result
            attempt += 1
            self._pause(attempt)

    def stop(self) -> None:
        """Let waiting calls fail instead of waiting on."""
        self._stopped.set()

    def _wait_for_turn(self) -> None:
        with self._lock:
            wait = self._pacer.reserve(self._monotonic())
        if wait > 0 or self._stopped.is_set():
            self._wait(wait)

    def _pause(self, attempt: int) -> None:
        longest = min(self._max_backoff, _FIRST_DELAY * 2 ** (attempt - 1))
        self._wait(longest * self._jitter())

    def _wait(self, seconds: float) -> None:
        if self._stopped.wait(seconds):
            raise NetworkError("stopped before the call was made")
