"""What the vault asks of the Linux kernel: memory that nobody else reads, and the user keyring.

The keyring keeps a vault unlocked for a while, in unswappable memory. Keys and flags: keyrings(7),
keyctl(2). On other systems, and if the kernel refuses (some containers), nothing is stored and
every call returns None.
"""

import ctypes
import os
import sys


def _system_calls() -> tuple[int, int]:
    """Return the numbers of add_key and keyctl on this machine, 0 if there are none."""
    if sys.platform != "linux":
        return 0, 0
    numbers = {"x86_64": (248, 250), "aarch64": (217, 219), "riscv64": (217, 219)}
    return numbers.get(os.uname().machine, (0, 0))


_ADD_KEY, _KEYCTL = _system_calls()
_PROCESS_KEYRING, _USER_KEYRING = -2, -4
_REVOKE, _SETPERM, _LINK, _SEARCH, _READ, _SET_TIMEOUT = 3, 5, 8, 10, 11, 15
# The possessor may do everything; the same user elsewhere may view, find, read and revoke.
_PERMISSIONS = 0x3F1F0000
_LARGEST = 32767
_PR_SET_DUMPABLE = 4


def keep_memory_private() -> bool:
    """Forbid core dumps and same-user debuggers for this process; returns whether it worked.

    Linux only: prctl(2), PR_SET_DUMPABLE. A program that replaces this one gets the default again.
    """
    if sys.platform != "linux":
        return False
    return int(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)) == 0


class KernelKeyring:
    """Stores bytes under a name for a limited time."""

    def read(self, name: str) -> bytes | None:
        """Return the bytes stored under a name, None if there are none or the kernel refuses."""
        key = self._call(_KEYCTL, _SEARCH, _USER_KEYRING, b"user", name.encode(), 0)
        if key <= 0:
            return None
        buffer = ctypes.create_string_buffer(_LARGEST)
        length = self._call(_KEYCTL, _READ, key, buffer, _LARGEST)
        return buffer.raw[:length] if 0 < length <= _LARGEST else None

    def keep(self, name: str, content: bytes, seconds: int) -> bool:
        """Store `content` for some seconds; returns whether the kernel accepts it.

        The key is completed in the process keyring and only then linked to where others find it. So
        there is never a key without timeout or with other permissions. The kernel counts in whole
        seconds, so a key may expire up to a second early.
        """
        key = self._call(_ADD_KEY, b"user", name.encode(), content, len(content), _PROCESS_KEYRING)
        if key <= 0:
            return False
        return (
            self._call(_KEYCTL, _SET_TIMEOUT, key, seconds) == 0
            and self._call(_KEYCTL, _SETPERM, key, _PERMISSIONS) == 0
            and self._call(_KEYCTL, _LINK, key, _USER_KEYRING) == 0
        )

    def drop(self, name: str) -> bool:
        """Forget the bytes under a name; returns whether there were any."""
        key = self._call(_KEYCTL, _SEARCH, _USER_KEYRING, b"user", name.encode(), 0)
        return key > 0 and self._call(_KEYCTL, _REVOKE, key) == 0

    def _call(self, number: int, *arguments: object) -> int:
        if not number or sys.platform != "linux":
            return -1
        library = ctypes.CDLL(None, use_errno=True)
        converted = [
            ctypes.c_long(argument) if isinstance(argument, int) else argument
            for argument in arguments
        ]
        library.syscall.restype = ctypes.c_long
        return int(library.syscall(ctypes.c_long(number), *converted))
