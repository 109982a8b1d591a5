"""Waiting for what other processes do, for as long as a slow machine may need."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(true: Callable[[], T], what: str, seconds: float = 60) -> T:
    """Return the first true value; fails, saying `what` did not happen, after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds:.0f} seconds"
        time.sleep(0.01)
    return value
