"""Progress of work that takes a while, shown on a terminal only."""

import sys
import time


class RoleProgress:
    """One line that counts accounts and estimates the time left; nothing where nobody looks."""

    def __init__(self) -> None:
        self._total = 0
        self._done = 0
        self._started = 0.0
        self._shown = 0.0
        self._visible = sys.stderr.isatty()

    def expect(self, more: int) -> None:
        """Count towards that many accounts more."""
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
        """Take the line away; the ^C of a user who interrupted stands there as well."""
        if self._visible and self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


class NoProgress:
    """Shows nothing, for work behind a screen that is somebody else's."""

    def expect(self, more: int) -> None:
        """Do without counting."""

    def advance(self) -> None:
        """Do without counting."""

    def end(self) -> None:
        """Leave the screen alone."""
