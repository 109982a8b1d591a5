"""The emulator's clock, which can be set to a wrong time."""

import time
from email.utils import formatdate


class Clock:
    """Unix time plus an offset in seconds."""

    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> float:
        """Return the emulated time in Unix seconds."""
        return time.time() + self.offset

    def http_date(self) -> str:
        """Return the emulated time as an HTTP `Date` header."""
        return formatdate(self.now(), usegmt=True)
