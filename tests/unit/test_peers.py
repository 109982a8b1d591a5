"""Scenario 28: whose process is at the other end of a connection."""

import socket
import threading
from collections.abc import Iterator

import pytest

from aws_sso.adapters.desktop.peers import Peer, is_stranger, peer_in
from tests.strangers import run_as_stranger
from tests.waiting import until

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
FOUR = (
    "   0: 0100007F:D431 0100007F:1F90 01 00000000:00000000 00:00000000 00000000"
    "  1000        0 4242 1 0000000000000000 20 4 30 10 -1\n"
)
SIX = (
    "   3: 0000000000000000FFFF00000100007F:D431 0000000000000000FFFF00000100007F:1F90 01 "
    "00000000:00000000 00:00000000 00000000  1001        0 4243 1 0000000000000000 20 4 30 10 -1\n"
)
CLOSED = FOUR.replace(" 01 ", " 05 ").replace("  1000        0 4242", "     0        0 0")
CLIENT, SERVER = ("127.0.0.1", 0xD431), ("127.0.0.1", 0x1F90)
CONNECT = """
import socket, sys
host, port = sys.argv[1:]
connection = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
connection.connect((host, int(port)))
connection.recv(1)
"""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        yield opened


def port_of(listener: socket.socket) -> int:
    number: int = listener.getsockname()[1]
    return number


def test_the_tables_of_linux() -> None:
    """The end that the client has, not ours, and not another connection's."""
    assert peer_in([HEAD + FOUR], CLIENT, SERVER) == Peer(1000, True)
    assert peer_in([HEAD + FOUR], SERVER, CLIENT) is None
    assert peer_in([HEAD + FOUR], ("127.0.0.1", 1), SERVER) is None
    assert peer_in([HEAD, ""], CLIENT, SERVER) is None
    assert peer_in([HEAD + "  what is this\n"], CLIENT, SERVER) is None


def test_a_socket_of_ipv6_that_connects_to_an_ipv4_address() -> None:
    """It stands in the other table, as a mapped address."""
    assert peer_in([HEAD, HEAD + SIX], CLIENT, SERVER) == Peer(1001, True)


def test_a_socket_that_was_closed_has_no_owner() -> None:
    """The table says 0, which is not root then."""
    assert peer_in([HEAD + CLOSED], CLIENT, SERVER) == Peer(0, False)


def test_our_own_processes_are_no_strangers(listener: socket.socket) -> None:
    """By IPv4, and by IPv6 on a mapped address."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::ffff:127.0.0.1")):
        with socket.socket(family) as client:
            client.connect((host, port_of(listener)))
            connection, _ = listener.accept()
            with connection:
                assert not is_stranger(connection)


@pytest.mark.parametrize("host", ["127.0.0.1", "::ffff:127.0.0.1"])
def test_another_user_is_one(host: str, listener: socket.socket) -> None:
    """However it connects."""
    thread = threading.Thread(target=run_as_stranger, args=(CONNECT, host, str(port_of(listener))))
    thread.start()
    listener.settimeout(60)
    connection, _ = listener.accept()
    with connection:
        assert is_stranger(connection)
    thread.join()


def test_who_said_something_and_left_is_not_believed(listener: socket.socket) -> None:
    """Closed, nobody owns that end any more; reset, it is not even listed."""
    for reset in (False, True):
        client = socket.create_connection(("127.0.0.1", port_of(listener)))
        connection, _ = listener.accept()
        client.sendall(b"x")
        if reset:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.close()
        with connection:
            assert until(lambda: is_stranger(connection), "noticing it", 10)  # noqa: B023
