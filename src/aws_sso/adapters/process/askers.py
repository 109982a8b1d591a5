"""Which process is at the other end of a connection over loopback, as far as the kernel tells.

Linux links each open file of a process below /proc/PID/fd (proc(5)); those of other users' it does
not show. Other systems do not tell.
"""

import os
import sys
from pathlib import Path


def asker_of(inode: str) -> str:
    """Return `NAME (process PID)` of a process that has a socket open; "" where none is known."""
    if not sys.platform.startswith("linux") or not inode:
        return ""
    wanted = f"socket:[{inode}]"
    own = str(os.getpid())
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and process.name != own and _has_open(process, wanted):
            return _called(process)
    return ""


def _has_open(process: Path, wanted: str) -> bool:
    try:
        return any(os.readlink(file) == wanted for file in (process / "fd").iterdir())
    except OSError:
        return False  # It is another user's, or ended.


def _called(process: Path) -> str:
    try:
        name = (process / "comm").read_text(encoding="utf-8").strip()
    except OSError:
        return f"process {process.name}"
    return f"{name} (process {process.name})"
