"""Scenario 30: connections that never finish, in numbers, and who is served meanwhile."""

import json
import resource
import socket
import ssl
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import urllib3

from tests.program import Program
from tests.serving import Server, certificate, credential_server
from tests.waiting import until

PROFILE = "111122223333:Admin"
SLOT = "/slot/111122223333%3AAdmin"
USUAL_LIMIT = 1024


@pytest.fixture(autouse=True)
def _room_for_many_connections() -> Iterator[None]:
    """Let this process have more files open than the server, which gets the usual limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 4 * USUAL_LIMIT:
        pytest.skip("this machine does not allow that many connections")
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def connections(server: Server, count: int) -> list[socket.socket]:
    """Open connections to the server's port."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (4 * USUAL_LIMIT, hard))
    return [socket.create_connection(("127.0.0.1", server.port)) for _ in range(count)]


def limit(server: Server) -> None:
    """Let the server have as many files open as is usual."""
    resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (USUAL_LIMIT, USUAL_LIMIT))


def seconds(ask: Callable[[], object]) -> float:
    """Return how long an answer takes, as the median of several."""
    took = []
    for _ in range(9):
        began = time.monotonic()
        ask()
        took.append(time.monotonic() - began)
    return statistics.median(took)


def quiet(server: Server) -> bool:
    """Tell whether the server has written little, and no traceback."""
    log = server.log.read_text(encoding="utf-8")
    return len(log.splitlines()) < 60 and "Traceback" not in log


@pytest.mark.parametrize("first", [b"", b"GET /healthcheck HTTP/1.1\r\nHost: localhost\r\n\r\n"])
def test_half_open_connections_keep_nobody_out(signed_in: Program, first: bytes) -> None:
    """One byte each, on new connections or after an answer: the owner is served as ever."""
    with credential_server(signed_in, "--profile", PROFILE) as server:
        limit(server)
        until(lambda: server.ask(SLOT, Connection="close")[0] == 200, "the first credentials")
        half_open = connections(server, 300)
        for one in half_open:
            one.sendall(first)
        for one in half_open:
            one.settimeout(30)
            with suppress(OSError):  # It may have made room for others.
                if first:
                    one.recv(4096)
                one.sendall(b"G")
        assert seconds(lambda: answers(server)) < 1
        assert json.loads(signed_in.succeeds("ecs", "list", "--json").out)
        assert quiet(server)
        for one in half_open:
            one.close()


def answers(server: Server) -> None:
    """Ask for a slot, as an SDK does."""
    assert server.ask(SLOT, Connection="close")[0] == 200


def test_unfinished_handshakes_keep_nobody_out(signed_in: Program, tmp_path: Path) -> None:
    """1,100 connections that never begin with TLS, which is more than the server's open files."""
    chain, key = certificate(tmp_path)
    signed_in.succeeds(
        *("setup", "ecs", "ssl", "--certificate", str(chain), "--private-key", str(key))
    )
    with credential_server(signed_in, "--profile", PROFILE) as server:
        limit(server)
        context = ssl.create_default_context(cafile=str(chain))
        header = server.control("POST", "/header", {"slot": PROFILE})[1]["header"]

        def ask() -> int:
            pool = urllib3.PoolManager(ssl_context=context, headers={"Authorization": header})
            url = f"https://localhost:{server.port}{SLOT}"
            return pool.request("GET", url, retries=False, timeout=30).status

        until(lambda: ask() == 200, "the first credentials")
        unfinished = connections(server, 1100)
        for one in unfinished[:200]:
            with suppress(OSError):
                one.sendall(b"\x16\x03\x01")  # the beginning of a ClientHello
        assert seconds(lambda: ask() == 200 or pytest.fail("refused")) < 1
        assert PROFILE in signed_in.succeeds("ecs", "list").out
        assert quiet(server)
        for one in unfinished:
            one.close()
        until(lambda: ask() == 200, "an answer after the flood")


def test_refusals_are_not_logged_by_the_thousand(signed_in: Program) -> None:
    """Anybody on the machine can cause them."""
    with credential_server(signed_in) as server:
        pool = urllib3.PoolManager()
        for _ in range(300):
            assert pool.request("GET", f"{server.url}/", retries=False).status == 403
        assert quiet(server)
        assert "not logging more of them for a minute" in server.log.read_text(encoding="utf-8")
