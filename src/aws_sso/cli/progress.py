"""Progress of long work, shown only on a terminal."""

import sys
import time


class RoleProgress:
    """A line that counts accounts and estimates the time left; silent without a terminal."""

    def __init__(self) -> None:
        self._total = 0
        self._done = 0
        self._started = 0.0
        self._shown = 0.0
        self._visible = sys.stderr.isatty()

    def expect(self, more: int) -> None:
        """Raise the total by this number of accounts."""
        if self._total == 0:
            self._started = time.monotonic()
        self._total += more

    def advance(self) -> None:
        """Count one more."""
        self._done += 1
        now = time.monotonic()
        if not self._visible or now - self._shown < 0.1:
            return
        self._shown = now
        left = (now - self._started) / self._done * (self._total - self._done)
        line = f"fetching roles: {self._done} of {self._total} accounts"
        if left > 2:
            line += f", about {left:.0f} s left"
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Clear the line, including the ^C of a user who interrupted."""
        if self._visible and self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
