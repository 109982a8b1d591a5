"""Protects this process's memory, if the system can."""

import sys

_PR_SET_DUMPABLE = 4


def keep_memory_private() -> bool:
    """Forbid core dumps and same-user debuggers for this process; returns whether it worked.

    Linux only: prctl(2), PR_SET_DUMPABLE. A program that replaces this one gets the default again.
    """
    if sys.platform != "linux":
        return False
    import ctypes

    return int(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)) == 0
