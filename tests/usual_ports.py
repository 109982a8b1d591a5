"""The ports that the program and its documentation name."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def usual_ports() -> Iterator[None]:
    """Have 4144, 4646 and the like to ourselves among the tests that run at the same time."""
    with Path(__file__).open("rb") as lock:  # No file for it in a folder that others share.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
