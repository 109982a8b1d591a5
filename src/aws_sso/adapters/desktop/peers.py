"""Whose process is at the other end of a connection over loopback, as far as the kernel tells.

Linux lists all TCP sockets with their owners in /proc/net/tcp and tcp6 (proc(5); the format is
that of net/ipv4/tcp_ipv4.c, `get_tcp4_sock`). Other systems do not tell: there, and where the other
end is not listed because it is in another network namespace, nobody is refused.
"""

import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from aws_sso.domain.frozen import frozen

TABLES = ("/proc/self/net/tcp", "/proc/self/net/tcp6")
_LOOKS = 3
_ROOT = 0
_MAPPED = bytes(10) + b"\xff\xff"
"""What makes an IPv6 address of an IPv4 one (RFC 4291, section 2.5.5.2)."""
_ESTABLISHED = 1
_ALL_USERS = ["0", "0", "4294967295"]

Address = tuple[str, int]


@frozen
class Peer:
    """The other end of a connection: its owner, and whether some process still has it open."""

    user: int
    is_open: bool


def is_stranger(connection: socket.socket) -> bool:
    """Tell whether the other end is positively another user's, or nobody's any more.

    Root counts as ourselves: it can read our memory anyway, and relays of containers, of WSL and of
    SSH run as root. An end that was closed has lost its owner; whoever closed it waits for no
    answer, and what it said before is not believed.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        client, server = connection.getpeername()[:2], connection.getsockname()[:2]
        peer = _found(client, server)
        if peer is None:
            return not _is_established(connection)
    except OSError:
        return True  # It is gone.
    if not peer.is_open:
        return True
    return peer.user not in (_ROOT, os.geteuid()) and not _may_be_anybody(peer.user)


def peer_in(tables: Sequence[str], client: Address, server: Address) -> Peer | None:
    """Return the end that `client` has of a connection to `server`, from the text of tables.

    The addresses are those that IPv4 sockets tell; one that a program opened as IPv6, on an
    IPv4-mapped address, is found as well.
    """
    row = _row_in(tables, client, server)
    return Peer(int(row[7]), row[9] != "0") if row else None


def socket_at(client: Address, server: Address) -> str:
    """Return the number by which /proc knows the client's end of a connection; "" for none."""
    row = _row_in([_text(path) for path in TABLES], client, server)
    return row[9] if row and row[9] != "0" else ""


def _row_in(tables: Sequence[str], client: Address, server: Address) -> list[str] | None:
    wanted = {
        f"{mine} {theirs}" for mine, theirs in zip(_forms(client), _forms(server), strict=True)
    }
    for table in tables:
        for line in table.splitlines()[1:]:
            # sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …
            fields = line.split()
            if len(fields) > 9 and f"{fields[1]} {fields[2]}" in wanted:
                return fields
    return None


def _found(client: Address, server: Address) -> Peer | None:
    """Look more than once: a table that changes while it is read may lack a line."""
    for _ in range(_LOOKS):
        peer = peer_in([_text(path) for path in TABLES], client, server)
        if peer:
            return peer
    return None


def _text(path: str) -> str:
    try:
        return Path(path).read_text("ascii")
    except OSError:
        return ""


def _forms(address: Address) -> list[str]:
    """Return how the tables write an address: as IPv4, and as IPv4 within IPv6."""
    host, port = address
    four = socket.inet_aton(host)
    return [f"{_words(four)}:{port:04X}", f"{_words(_MAPPED + four)}:{port:04X}"]


def _words(packed: bytes) -> str:
    """Return an address as the kernel prints it: 32 bits at a time, in the machine's order."""
    words = (packed[at : at + 4] for at in range(0, len(packed), 4))
    return "".join(f"{int.from_bytes(word, sys.byteorder):08X}" for word in words)


def _is_established(connection: socket.socket) -> bool:
    """Tell whether our own end still takes the other one for open."""
    if sys.platform != "linux":
        return True
    state = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)
    return state[0] == _ESTABLISHED


def _may_be_anybody(user: int) -> bool:
    """Tell whether an id stands for all users that our user namespace does not know."""
    try:
        overflow = int(_text("/proc/sys/kernel/overflowuid") or -1)
    except ValueError:
        return False
    return user == overflow and _text("/proc/self/uid_map").split() != _ALL_USERS
