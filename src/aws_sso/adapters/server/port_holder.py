"""Who listens on a port of this machine, as far as the system says."""

import os
import sys
from pathlib import Path

_LISTENING = "0A"
"""A connection state in `/proc/net/tcp` (TCP_LISTEN in <net/tcp_states.h>)."""


def holder_of(port: int) -> str | None:
    """Describe who listens on a port; None if nobody does, or if unknown."""
    if sys.platform == "win32":
        return None
    users = _listening_users(port)
    if not users:
        return None
    strangers = sorted(users - {os.geteuid()})
    if strangers:
        return f"a program of another user (uid {strangers[0]})"
    return "another of your programs"


def _listening_users(port: int) -> set[int]:
    """Return the user ids of listeners on a port (proc(5), `/proc/net/tcp`)."""
    users = set()
    for name in ("tcp", "tcp6"):
        try:
            lines = Path("/proc/net", name).read_text("ascii").splitlines()[1:]
        except (OSError, ValueError):
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == _LISTENING and fields[1].endswith(f":{port:04X}"):
                users.add(int(fields[7]))
    return users
