"""Replacing files while others read them, which Windows refuses.

On Windows, an open file cannot be replaced or deleted. For a moment after it was replaced, it
cannot be opened, because the renaming program still has it open. Both are temporary, so this
retries for two seconds.
"""

import os
import sys
import time

from aws_sso.annotations import Callable, StrPath, TypeVar

Done = TypeVar("Done")

_PATIENCE = 2.0
_TICK = 0.001


def patiently(action: Callable[[], Done], path: StrPath) -> Done:
    """Return the result of `action` on the file at `path`; raises OSError.

    Permanent errors are raised after the same two seconds, or at once if it is not a file.
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


def put_in_place(temporary: StrPath, target: StrPath) -> None:
    """Rename a file to the name of another, which is gone then; raises OSError."""
    patiently(lambda: os.replace(temporary, target), target)
