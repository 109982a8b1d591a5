"""The owner of the other end of a loopback connection, as far as the kernel knows.

Linux lists all TCP sockets with their owners in /proc/net/tcp and tcp6 (proc(5); for the format,
see net/ipv4/tcp_ipv4.c, `get_tcp4_sock`). Other systems have no such list. There, and if the other
end is not listed because it is in another network namespace, nobody is rejected.
"""

import os
import socket
import sys
from pathlib import Path

from aws_sso.annotations import Sequence
from aws_sso.domain.frozen import frozen

TABLES = ("/proc/self/net/tcp", "/proc/self/net/tcp6")
_LOOKS = 3
_ROOT = 0
_MAPPED = bytes(10) + b"\xff\xff"
"""The prefix of an IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2)."""
_ESTABLISHED = 1
_ALL_USERS = ["0", "0", "4294967295"]

Address = tuple[str, int]


@frozen
class Peer:
    """The other end of a connection: its owner, and whether a process still has it open."""

    user: int
    is_open: bool


def is_stranger(connection: socket.socket) -> bool:
    """Return whether the other end surely belongs to another user, or has been closed.

    Root counts as ourselves: it can read our memory anyway, and relays of containers, WSL and SSH
    run as root. A closed end has no owner. It waits for no answer, and what it sent before is not
    trusted.
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
    """Return the client's end of a connection to `server`, from the text of the tables.

    Addresses are given as IPv4; connections that a program opened as IPv6, on an IPv4-mapped
    address, are found too.
    """
    row = _row_in(tables, client, server)
    return Peer(int(row[7]), row[9] != "0") if row else None


def socket_at(client: Address, server: Address) -> str:
    """Return the inode of the client's end of a connection in /proc; "" if not found."""
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
    """Look more than once: a table that changes during reading may lack a line."""
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
    """Return the forms of an address in the tables: IPv4, and IPv4 within IPv6."""
    host, port = address
    four = socket.inet_aton(host)
    return [f"{_words(four)}:{port:04X}", f"{_words(_MAPPED + four)}:{port:04X}"]


def _words(packed: bytes) -> str:
    """Return an address as the kernel prints it: in 32-bit words, in the machine's byte order."""
    words = (packed[at : at + 4] for at in range(0, len(packed), 4))
    return "".join(f"{int.from_bytes(word, sys.byteorder):08X}" for word in words)


def _is_established(connection: socket.socket) -> bool:
    """Return whether our own end still considers the other one open."""
    if sys.platform != "linux":
        return True
    state = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)
    return state[0] == _ESTABLISHED


def _may_be_anybody(user: int) -> bool:
    """Return whether an id stands for all users outside our user namespace."""
    try:
        overflow = int(_text("/proc/sys/kernel/overflowuid") or -1)
    except ValueError:
        return False
    return user == overflow and _text("/proc/self/uid_map").split() != _ALL_USERS
