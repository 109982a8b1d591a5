"""Scenario 28: an address that leads a browser to a URL, once."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
import urllib3

from aws_sso.adapters.desktop.loopback_server import MOST_WAITING
from aws_sso.adapters.desktop.one_time_address import OneTimeAddress
from tests.strangers import ask_as_stranger
from tests.waiting import until

URL = "https://signin.example.com/federation?Action=login&SigninToken=canary%2Ftoken"


@dataclass
class Served:
    """An address that is served, and what became of it."""

    once: OneTimeAddress
    late: list[str] = field(default_factory=list)
    ended: list[bool] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Its port."""
        return urlsplit(self.once.address).port or 0

    @property
    def path(self) -> str:
        """Its path."""
        return urlsplit(self.once.address).path

    def visit(self, method: str = "GET", **headers: str) -> urllib3.BaseHTTPResponse:
        """Do what a browser does, without following."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return urllib3.request(
            method, self.once.address, headers=names, redirect=False, retries=False
        )


@contextmanager
def served(life: float = 60, patience: float = 60, url: str = URL) -> Iterator[Served]:
    """An address for `url`, until it has been visited or its life ends."""
    one = Served(OneTimeAddress(url))
    thread = threading.Thread(
        target=lambda: one.ended.append(
            one.once.serve(lambda: one.late.append("late"), life, patience)
        )
    )
    thread.start()
    yield one
    thread.join()


def test_it_leads_there_once() -> None:
    """The answer is kept nowhere and told to nobody; after that nobody listens."""
    with served() as one:
        answer = one.visit()
    assert (answer.status, answer.headers["Location"]) == (302, URL)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert one.ended == [True]
    assert one.late == []
    with pytest.raises(urllib3.exceptions.HTTPError):
        one.visit()


def test_the_address_cannot_be_guessed() -> None:
    """128 random bits, another address each time."""
    with closing(OneTimeAddress(URL)) as one, closing(OneTimeAddress(URL)) as other:
        paths = [urlsplit(each.address).path for each in (one, other)]
    assert paths[0] != paths[1]
    assert all(len(path) == len("/") + 22 for path in paths)


def test_looking_does_not_use_it_up() -> None:
    """HEAD, another path, a browser that only guesses where the user will go."""
    with served() as one:
        assert one.visit("HEAD").status == 200
        assert "Location" not in one.visit("HEAD").headers
        root = one.once.address.removesuffix(one.path)
        for path in ("/", "/favicon.ico", one.path[:-1], f"{one.path}/x", f"/x{one.path}"):
            assert urllib3.request("GET", f"{root}{path}", redirect=False).status == 404
        for hint in ({"Sec_Purpose": "prefetch;prerender"}, {"X_moz": "prefetch"}):
            assert one.visit(**hint).status == 503
        assert one.visit("POST").status == 501
        assert one.visit().headers["Location"] == URL


@pytest.mark.parametrize("how", ["", "mapped", "gone", "reset"])
def test_another_user_neither_gets_it_nor_uses_it_up(how: str) -> None:
    """Although the address stands on a command line that everybody can read."""
    with served() as one:
        assert ask_as_stranger(one.port, one.path, how) == ""
        assert one.visit().headers["Location"] == URL


def test_connections_opened_in_advance_keep_nobody_waiting() -> None:
    """A browser opens two and speaks on the second; and more silent ones than are kept."""
    with served() as one:
        early = [
            socket.create_connection(("127.0.0.1", one.port)) for _ in range(MOST_WAITING + 10)
        ]
        early[-1].sendall(f"GET {one.path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert early[-1].recv(1000).startswith(b"HTTP/1.0 302")
        for connection in early:
            connection.close()
    assert one.ended == [True]


def test_a_slow_browser_is_waited_for_and_said_to_be_slow() -> None:
    """Once, and it still gets its page; whoever waits is told how else."""
    with served(life=60, patience=0) as one:
        until(lambda: one.late, "being told")
        answer = one.visit()
    assert answer.headers["Location"] == URL
    assert one.late == ["late"]


def test_its_life_ends() -> None:
    """A browser that never comes leaves nothing behind that listens."""
    with served(life=0.2, patience=0.1) as one:
        pass
    assert (one.ended, one.late) == ([False], ["late"])
    with pytest.raises(urllib3.exceptions.HTTPError):
        one.visit()


def test_by_a_port_that_another_process_of_the_user_forwards() -> None:
    """As `ssh -L` does: another port, another `Host`."""
    with served() as one, socket.create_server(("127.0.0.1", 0)) as outside:

        def forward() -> None:
            browser, _ = outside.accept()
            with browser, socket.create_connection(("127.0.0.1", one.port)) as inside:
                inside.sendall(browser.recv(65536))
                while got := inside.recv(65536):
                    browser.sendall(got)

        threading.Thread(target=forward, daemon=True).start()
        address = f"http://127.0.0.1:{outside.getsockname()[1]}{one.path}"
        answer = urllib3.request("GET", address, redirect=False)
    assert answer.headers["Location"] == URL


def test_what_no_url_may_hold_is_encoded() -> None:
    """Nothing from a server becomes a header of its own."""
    with served(url="https://example.com/ä b\r\nSet-Cookie: x=1#f") as one:
        answer = one.visit()
    assert answer.headers["Location"] == "https://example.com/%C3%A4%20b%0D%0ASet-Cookie:%20x=1#f"
    assert "Set-Cookie" not in answer.headers
