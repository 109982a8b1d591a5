"""The process at the other end of a loopback connection, as far as the kernel says.

Linux lists each open file of a process in /proc/PID/fd (proc(5)), but not for other users'
processes. Other systems have no such list.
"""

import os
import sys
from pathlib import Path


def asker_of(inode: str) -> str:
    """Return `NAME (process PID)` of a process that has a socket open; "" if unknown."""
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
        return False  # It belongs to another user, or has ended.


def _called(process: Path) -> str:
    try:
        name = (process / "comm").read_text(encoding="utf-8").strip()
    except OSError:
        return f"process {process.name}"
    return f"{name} (process {process.name})"
