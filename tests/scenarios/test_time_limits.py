"""Scenario 33: servers that take for ever, and who waits for them."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest

from aws_sso.adapters.aws.https import Https
from aws_sso.cli.output import TERMINAL
from aws_sso.domain.aws.url import Url
from aws_sso.domain.frozen import replace
from aws_sso.domain.roles.selection import read_choice
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.errors import NetworkError
from aws_sso.parts.flags import GlobalFlags
from aws_sso.parts.parts import Parts
from aws_sso.use_cases.first_up import is_outage
from tests.program import Program

ARN = "arn:aws:iam::111122223333:role/Admin"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"


@contextmanager
def slow_server(answer: bytes) -> Iterator[Url]:
    """A server that reads what comes, and sends `answer` a byte every tenth of a second."""
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip(connection: socket.socket) -> None:
            with connection:
                for number in range(10_000):
                    byte = answer[number : number + 1] or b" "
                    try:
                        connection.sendall(byte if answer else b"")
                    except OSError:
                        return
                    if ended.wait(0.1):
                        return

        def accept() -> None:
            while not ended.is_set():
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=drip, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield Url.parse(f"http://127.0.0.1:{listener.getsockname()[1]}")
        finally:
            ended.set()
            listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("answer", [b"", HEAD[:9], HEAD], ids=["nothing", "headers", "body"])
def test_a_call_ends_with_the_time_that_is_left(answer: bytes) -> None:
    """However the server spreads its bytes: no byte, headers or a body that never end."""
    with slow_server(answer) as url:
        until = time.monotonic() + 1.5
        https = Https(
            {}, "test", time.time, lambda ahead: None, None, lambda: until - time.monotonic()
        )
        with pytest.raises(NetworkError, match="did not answer within") as caught:
            https.call("GET", url)
        assert time.monotonic() < until + 20
        assert url.origin in caught.value.message
        with pytest.raises(NetworkError, match="no time left"):
            https.call("GET", url)


@pytest.mark.parametrize(("patience", "left", "is_down"), [(1.0, 60.0, True), (60.0, 1.0, False)])
def test_a_server_counts_as_down_only_after_its_time(
    patience: float, left: float, is_down: bool
) -> None:
    """If our own time is short, no other region is used for minutes because of that."""
    with slow_server(b"") as url:
        https = Https({}, "test", time.time, lambda _: None, None, lambda: left, None, patience)
        with pytest.raises(NetworkError, match="did not answer within 1 seconds") as caught:
            https.call("GET", url)
    assert is_outage(caught.value) == is_down


@pytest.fixture
def parts_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, str], float], Parts]:
    """The parts of a command with a time limit, in the home of a program."""

    def made(environ: Mapping[str, str], limit: float) -> Parts:
        return Parts(GlobalFlags(), environ, "aws-sso process", TERMINAL, time_limit=limit)

    return made


def test_what_is_still_good_is_handed_out_in_time(
    signed_in: Program,
    identity_center: RunningIdentityCenter,
    parts_of: Callable[[Mapping[str, str], float], Parts],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The portal does not answer, and the credentials at hand are due but good: they are given."""
    identity_center.world.credentials_ttl = 600
    at_hand = json.loads(signed_in.succeeds("process", "--arn", ARN).out)
    instance = parts_of(signed_in.environ, 60).instance
    role = instance.roles.find_offline(read_choice(None, ARN, None, None))
    kept = instance.records.credentials(ARN)
    assert kept is not None
    instance.records.keep_credentials(ARN, replace(kept, renew_at=0))
    identity_center.world.traffic.latency = 3600
    began = time.monotonic()
    found = parts_of(signed_in.environ, 5).instance.credentials.for_sdk(role)
    assert time.monotonic() - began < 30
    assert found.access_key_id == at_hand["AccessKeyId"]
    assert "could not renew credentials" in capfd.readouterr().err
    identity_center.world.traffic.latency = 0


@pytest.mark.long
def test_process_ends_before_sdks_give_up(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """The real program and a portal that never answers: an error that names it, within a minute."""
    identity_center.world.traffic.latency = 3600
    began = time.monotonic()
    ran = signed_in.having().run("process", "--arn", ARN, timeout=120)
    assert time.monotonic() - began < 58
    assert (ran.code, ran.out) == (1, "")
    assert identity_center.world.base_url in ran.err
    identity_center.world.traffic.latency = 0
