"""Files that others read while they are replaced, which Windows minds.

There a file that somebody has open cannot be replaced or deleted, and for a moment after it was
replaced it cannot be opened: the program that renamed it still has it open for that. None of this
lasts, so it is tried again for two seconds.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Done = TypeVar("Done")

_PATIENCE = 2.0
_TICK = 0.001


def patiently(action: Callable[[], Done], path: Path) -> Done:
    """Return what `action` does with the file at `path`; raises OSError.

    What is refused for good is refused after the same two seconds; what is no file, at once.
    """
    if sys.platform != "win32":
        return action()
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return action()
        except PermissionError:
            if time.monotonic() > until or os.path.isdir(path):
                raise
            time.sleep(_TICK)


def put_in_place(temporary: Path, target: Path) -> None:
    """Rename a file to the name of another, which is gone then; raises OSError."""
    patiently(lambda: temporary.replace(target), target)
