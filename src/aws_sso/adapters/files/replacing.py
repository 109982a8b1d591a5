"""Replacing one file with another, also on Windows, where readers are in the way."""

import sys
import time
from pathlib import Path

_PATIENCE = 2.0
_TICK = 0.01


def put_in_place(temporary: Path, target: Path) -> None:
    """Rename a file over another one; raises OSError.

    Windows refuses while another process has the old file open, as every reader does for a moment.
    So this retries there for two seconds.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            temporary.replace(target)
            return
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > until:
                raise
            time.sleep(_TICK)
