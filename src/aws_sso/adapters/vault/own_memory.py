"""Keeps this process's memory to itself, where the system can."""

import sys

_PR_SET_DUMPABLE = 4


def keep_memory_private() -> bool:
    """Forbid core dumps and debuggers of the same user for this process; tells whether it worked.

    Linux only: prctl(2), PR_SET_DUMPABLE. A program that replaces this one gets the usual back.
    """
    if sys.platform != "linux":
        return False
    import ctypes

    return int(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)) == 0
