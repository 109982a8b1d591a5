"""Putting one file in another one's place, also on Windows, where whoever reads is in the way."""

import sys
import time
from pathlib import Path

_PATIENCE = 2.0
_TICK = 0.01


def put_in_place(temporary: Path, target: Path) -> None:
    """Rename a file to the name of another, which is gone then; raises OSError.

    Windows refuses that while another process has the old one open, as every reader has for a
    moment. So it is tried again there for two seconds.
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
