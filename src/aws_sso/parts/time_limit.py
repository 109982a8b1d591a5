"""Time limits of commands."""

import math
import time

SDK_TIME = 50.0
"""Seconds that `process` may take: SDKs kill a credential_process after 60."""
_RESERVE = 2.0
_PATIENCE = 660.0


class TimeLimit:
    """`seconds` from now for everything that a command does, None for no limit."""

    def __init__(self, seconds: float | None) -> None:
        self._until = math.inf if seconds is None else time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left for fetching something new; infinite without a limit.

        Some are reserved for handing out cached credentials if fetching fails.
        """
        return self._until - _RESERVE - time.monotonic()

    def patience(self) -> float:
        """Return the longest wait for another process, in seconds."""
        return min(_PATIENCE, self.left())

    def forget(self) -> None:
        """Remove the limit, for work that continues after the caller has stopped waiting."""
        self._until = math.inf
