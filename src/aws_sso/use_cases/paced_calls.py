"""Calls to AWS: paced together, and retried where that makes sense."""

import threading

from aws_sso.annotations import Callable, TypeVar
from aws_sso.domain.session.pacing import Pacer
from aws_sso.errors import NetworkError, PassingNetworkError, SsoError
from aws_sso.refusals import ServiceRefusedError

T = TypeVar("T")
_FIRST_DELAY = 0.2
LONGEST_TRYING = 60.0
"""Seconds after which failures are no longer retried."""
_NOTE_FROM = 2.0
_NOTE_EVERY = 10.0


class PacedCalls:
    """Makes calls for any number of threads, at a pace that the service accepts.

    `max_retry` is the number of retries per call, `max_backoff` the longest pause between them in
    seconds. `jitter` returns a number from 0 to 1. `time_left` returns the seconds left overall; a
    longer pause is not started. `note` explains a pause of over two seconds, once for all threads
    that wait together. `stop()` makes waiting threads give up.
    """

    def __init__(
        self,
        max_retry: int,
        max_backoff: float,
        monotonic: Callable[[], float],
        jitter: Callable[[], float],
        time_left: Callable[[], float] = lambda: float("inf"),
        note: Callable[[str], None] | None = None,
        longest_trying: float = LONGEST_TRYING,
    ) -> None:
        self._max_retry = max_retry
        self._max_backoff = max_backoff
        self._monotonic = monotonic
        self._jitter = jitter
        self._time_left = time_left
        self._note = note
        self._longest_trying = longest_trying
        self._noted = float("-inf")
        self._pacer = Pacer()
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def make(self, call: Callable[[], T]) -> T:
        """Make a call; raises the last try's error.

        Temporary errors are retried: throttling, server-side failures, lost connections; the latter
        two for `longest_trying` seconds. Throttled calls wait for their turn again, and count as
        retries only if the service refuses in spite of the pace.
        """
        attempt = 0
        until = self._monotonic() + self._longest_trying
        failure: SsoError | None = None
        while True:
            self._wait_for_turn(failure)
            try:
                result = call()
            except ServiceRefusedError as error:
                if error.is_throttled:
                    with self._lock:
                        self._pacer.refused(self._monotonic(), error.retry_after)
                if not error.is_temporary or attempt >= self._max_retry:
                    raise
                if not error.is_throttled and self._monotonic() >= until:
                    raise
                failure = error
            except PassingNetworkError as error:
                if attempt >= self._max_retry or self._monotonic() >= until:
                    raise
                failure = error
            else:
                with self._lock:
                    self._pacer.passed(self._monotonic())
                return result
            attempt += 1
            self._pause(attempt, failure)

    def stop(self) -> None:
        """Make waiting calls fail."""
        self._stopped.set()

    def _wait_for_turn(self, failure: SsoError | None) -> None:
        with self._lock:
            wait = self._pacer.reserve(self._monotonic())
        if wait > 0 or self._stopped.is_set():
            self._wait(wait, failure)

    def _pause(self, attempt: int, failure: SsoError) -> None:
        # The exponent is limited: longer waits make no sense, and a float would overflow.
        longest = min(self._max_backoff, _FIRST_DELAY * 2 ** min(attempt - 1, 30))
        self._wait(longest * self._jitter(), failure)

    def _wait(self, seconds: float, failure: SsoError | None) -> None:
        if seconds > self._time_left():
            raise failure or NetworkError(
                f"no time left: AWS allows the next call in {seconds:.0f} seconds"
            )
        if seconds > _NOTE_FROM:
            self._note_waiting(seconds, failure)
        if self._stopped.wait(seconds):
            raise NetworkError("stopped before the call was made")

    def _note_waiting(self, seconds: float, failure: SsoError | None) -> None:
        with self._lock:
            now = self._monotonic()
            if self._note is None or now - self._noted < _NOTE_EVERY:
                return
            self._noted = now
        why = f"{failure.message}; " if failure else "AWS is throttling calls; "
        self._note(f"{why}retrying in {seconds:.0f} seconds")
