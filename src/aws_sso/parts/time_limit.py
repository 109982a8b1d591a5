"""How long a command may take."""

import math
import time

SDK_TIME = 50.0
"""Seconds that `process` may take: the SDKs end a credential_process after 60."""
_RESERVE = 2.0
_PATIENCE = 660.0


class TimeLimit:
    """`seconds` from now on for everything a command does, None for as long as it takes."""

    def __init__(self, seconds: float | None) -> None:
        self._until = math.inf if seconds is None else time.monotonic() + seconds

    def left(self) -> float:
        """Return how many seconds are left for getting something new; infinite without a limit.

        Some are kept back, for handing out what is at hand when nothing newer came.
        """
        return self._until - _RESERVE - time.monotonic()

    def patience(self) -> float:
        """Return how many seconds to wait for another process, at most."""
        return min(_PATIENCE, self.left())

    def forget(self) -> None:
        """Go without a limit: for work that goes on when whoever asked has given up waiting."""
        self._until = math.inf
