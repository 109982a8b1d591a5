"""Pacing for a service that does not publish its rate limit: learned from refusals.

Calls are unlimited until the service refuses one with 429. After that, calls are spaced at the rate
that succeeded just before, or at a guess if there is too little data. The rate recovers quickly to
its level before the refusals, then rises faster the longer nothing is refused. So a limit that was
raised, or was caused by other clients, does not slow us down for long.
"""

from collections import deque

_WINDOW = 2.0
_BACK_OFF = 0.9
_FIRST_CREEP = 0.05
_FASTEST_CREEP = 0.5
_FIRST_GUESS = 20.0
"""Calls per second; users report that AWS accepts about this many."""
_SLOWEST = 2.0
_SETTLE = 1.0


class Pacer:
    """Decides when the next call may start; times are seconds of one monotonic clock.

    Not thread-safe: callers must hold a lock around each method.
    """

    def __init__(self) -> None:
        self._rate: float | None = None
        self._next = 0.0
        self._passed: deque[float] = deque()
        self._lowered = float("-inf")
        self._raised = 0.0
        self._creep = _FIRST_CREEP
        self._good = 0.0  # approximate rate before the last refusals

    @property
    def rate(self) -> float | None:
        """Calls per second currently allowed; None while unlimited."""
        return self._rate

    def reserve(self, now: float) -> float:
        """Reserve the next slot and return the seconds until it."""
        if self._rate is None:
            return max(0.0, self._next - now)
        start = max(now, self._next)
        self._next = start + 1.0 / self._rate
        return start - now

    def passed(self, now: float) -> None:
        """Record that the service answered a call."""
        self._passed.append(now)
        self._forget(now)
        if self._rate is not None and now - max(self._lowered, self._raised) > _SETTLE:
            self._raised = now
            if self._rate < self._good / 2:
                self._rate *= 2
            else:
                self._rate *= 1.0 + self._creep
                self._creep = min(2 * self._creep, _FASTEST_CREEP)

    def refused(self, now: float, retry_after: float | None) -> None:
        """Record that the service throttled a call; `retry_after` is in seconds."""
        self._forget(now)
        # Calls already under way are refused together; they count as one refusal.
        if now - self._lowered > _SETTLE:
            since = now - self._passed[0] if self._passed else 0.0
            seen = len(self._passed) / max(1.0, since)
            if self._rate is None:
                self._rate = self._good = max(seen, _FIRST_GUESS) * _BACK_OFF
            else:
                self._good *= _BACK_OFF
                # At most by half: when every call is refused, no rate can be measured.
                self._rate = max(min(seen, self._rate) * _BACK_OFF, self._rate / 2)
            self._rate = max(_SLOWEST, self._rate)
            self._creep = _FIRST_CREEP
            self._lowered = now
            self._next = max(self._next, now + 1.0 / self._rate)
        if retry_after:
            self._next = max(self._next, now + retry_after)

    def _forget(self, now: float) -> None:
        while self._passed and self._passed[0] < now - _WINDOW:
            self._passed.popleft()
