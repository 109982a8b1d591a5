"""The ports that the program and its documentation name."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def usual_ports() -> Iterator[None]:
    """Have 4144, 4646 and the like to ourselves among the tests that run at the same time."""
    path = Path(tempfile.gettempdir()) / "aws-sso-tests-ports.lock"
    with path.open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
