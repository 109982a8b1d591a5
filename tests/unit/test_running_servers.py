"""Servers that run: which one a user means, what clients are told, and what servers are told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replaced

import pytest

from aws_sso.domain.aws.url import Url
from aws_sso.domain.frozen import replace
from aws_sso.domain.scope.scope import Scope
from aws_sso.domain.server.access import Guard, ServerToken, bearer, slot_token
from aws_sso.domain.server.running import RunningServer
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import NetworkError, SlotEmptyError, SsoError, UsageError
from aws_sso.use_cases.control_server import ServerControl
from aws_sso.use_cases.keep_server_secrets import (
    drop_token,
    kept_certificate,
    kept_token,
    replace_token,
)
from aws_sso.use_cases.serve_slots import Obtained, Slots
from aws_sso.use_cases.tell_servers import TellServers
from aws_sso.use_cases.use_server import Reached, lead_to_slot, reach
from tests.unit.server_secrets import Secrets


def test_clients_get_a_slots_token_or_the_file_that_holds_it() -> None:
    """Never the server's own; the server is asked, where it has a socket."""
    secrets, running = Secrets(ServerToken(Secret("t" * 43))), replace(MINE, socket="/made/up.sock")
    written: list[Secret] = []

    def keep(header: Secret) -> str:
        written.append(header)
        return "/made/up"

    def ask() -> Secret:
        return Secret("Bearer asked-for")

    def lead(server: RunningServer | None, kept: bool = False) -> dict[str, str]:
        reached = Reached((server or PUBLIC).url, server)
        return lead_to_slot(reached, "a/b", secrets, ask, keep if kept else None)

    shown = lead(running)
    assert shown == {
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:5000/slot/a%2Fb",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer asked-for",
    }
    hidden = lead(running, kept=True)
    assert hidden["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] == "/made/up"
    assert "AWS_CONTAINER_AUTHORIZATION_TOKEN" not in hidden
    assert written == [ask()]
    derived = lead(MINE)["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
    assert derived == bearer(slot_token(ServerToken(Secret("t" * 43)), "a", "a/b")).reveal()
    assert len(lead(replace(MINE, has_token=False), kept=True)) == 1
    with pytest.raises(SsoError, match="is set on both machines"):
        lead(None)


@dataclass
class Registered:
    """Servers that run, servers that are gone, and who holds a port."""

    running_ones: tuple[RunningServer, ...] = ()
    gone_ones: tuple[RunningServer, ...] = ()
    held_by: str | None = None

    def running(self) -> Sequence[RunningServer]:
        return self.running_ones

    def gone(self) -> Sequence[RunningServer]:
        return self.gone_ones

    def holder(self, port: int) -> str | None:
        return self.held_by


MINE = RunningServer("127.0.0.1", 5000, False, "a", 7)
USUAL = RunningServer("127.0.0.1", 4144, False, "b")
CHILDS = RunningServer("127.0.0.1", 6000, False, "c", is_for_one_command=True)
PUBLIC = RunningServer("0.0.0.0", 7000, True, "d")


def test_the_server_that_runs_is_found_without_its_port() -> None:
    """Of several the one on the usual port, or the one that was named; no other command's."""
    for running, server, found in (
        ((MINE, CHILDS), None, MINE),
        ((MINE, USUAL), None, USUAL),
        ((MINE, USUAL), "localhost:5000", MINE),
        ((MINE, USUAL, PUBLIC), "https://localhost:7000", PUBLIC),
    ):
        reached = reach(Registered(running), server, lambda: False)
        assert reached == Reached(found.url, found)
    assert str(PUBLIC.url) == "https://localhost:7000"


@pytest.mark.parametrize(
    ("registered", "server", "words"),
    [
        (Registered(), None, "no server is running"),
        (Registered(held_by="a squatter"), None, "port 4144 is used by a squatter"),
        (Registered(held_by="a squatter"), "localhost:4144", "but a squatter"),
        (Registered((CHILDS,)), "localhost:6000", "none of your servers listens on port 6000"),
        (Registered((MINE, PUBLIC)), None, "several servers are running"),
        (Registered((), (MINE,)), None, "(process 7) has ended"),
        (Registered(), "box.example:4144", "without TLS"),
    ],
)
def test_nobody_else_on_a_port_is_spoken_to(
    registered: Registered, server: str | None, words: str
) -> None:
    """The error says who is there instead, or what became of the server."""
    with pytest.raises(SsoError) as refused:
        reach(registered, server, lambda: False)
    assert words in refused.value.message
    assert refused.value.hint


def test_a_server_elsewhere_is_spoken_to_by_tls() -> None:
    """Its certificate shows that it is the one meant."""
    url = Url.parse("https://box.example:4144")
    assert reach(Registered(), "box.example:4144", lambda: True) == Reached(url, None)


def test_a_file_that_tells_of_no_server_is_left_alone() -> None:
    """Cut short, of another version, damaged, or anything else."""
    assert RunningServer.from_json(MINE.to_json().encode()) == MINE
    for text in (
        b"",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"address": 1}',
        MINE.to_json().encode()[:-2],
    ):
        assert RunningServer.from_json(text) is None
    for old, new in (('"127.0.0.1"', '"a b"'), ("5000", '"5000"'), ("5000", "true")):
        assert RunningServer.from_json(MINE.to_json().replace(old, new).encode()) is None


@dataclass
class Told:
    """What servers were told; `deaf` ones cannot be."""

    by_run: dict[str, list[object]] = field(default_factory=dict)
    deaf: frozenset[str] = frozenset()
    run: str = ""

    def of(self, server: RunningServer) -> "Told":
        return replaced(self, run=server.run)

    def sign_out(self, instance: str) -> None:
        if self.run in self.deaf:
            raise NetworkError("it does not answer")
        self.by_run.setdefault(self.run, []).append(instance)

    def take_token(self, token: ServerToken | None) -> None:
        self.by_run.setdefault(self.run, []).append(token)


def test_servers_that_run_are_told_what_changed() -> None:
    """All of a sign-out, one command's own too; those that others use of another token."""
    told, secrets = Told(), Secrets()
    servers = TellServers(Registered((MINE, CHILDS)), told.of)
    servers.sign_out("Default")
    replace_token(secrets, servers, "long-enough-to-rely-on")
    assert secrets.kept == ServerToken(Secret("long-enough-to-rely-on"), is_set=True)
    assert drop_token(secrets, servers)
    assert told.by_run == {
        "a": ["Default", ServerToken(Secret("long-enough-to-rely-on"), is_set=True), None],
        "c": ["Default"],
    }


def test_a_server_that_cannot_be_told_is_named() -> None:
    """After all others know."""
    told = Told(deaf=frozenset({"a"}))
    with pytest.raises(SsoError, match=r"process 7.*does not answer"):
        TellServers(Registered((MINE, USUAL)), told.of).sign_out("Default")
    assert told.by_run == {"b": ["Default"]}


def no_credentials(profile: str, scope: Scope | None) -> Obtained:
    """Obtain nothing."""
    raise SlotEmptyError(profile)


def test_a_replaced_token_opens_nothing_at_once() -> None:
    """Token files follow; without a token nobody gets in; who asks for none goes on so."""
    written: list[Secret | None] = []
    slots = Slots(no_credentials, lambda: 0.0)
    first = ServerToken(Secret("first"))
    control = ServerControl(slots, Guard(first, "run"), lambda of: written.append(of("s")))
    header = control.header_for("s")
    assert header is not None
    assert control.guard.may_read(header.reveal().encode(), "s")
    for token in (ServerToken(Secret("second"), is_set=True), None):
        control.take_token(token)
        assert not control.guard.may_read(header.reveal().encode(), "s")
        assert written[-1] == control.header_for("s") != header
    assert control.guard.token is not None
    open_to_all = ServerControl(slots, Guard(None, "run"))
    open_to_all.take_token(first)
    assert open_to_all.guard.token is None


def test_secrets_that_are_not_there_and_weak_ones() -> None:
    """What to do is said; a weak token does not replace a good one."""
    secrets, servers = Secrets(), TellServers(Registered(), Told().of)
    for missing in (lambda: kept_token(secrets), lambda: kept_certificate(secrets)):
        with pytest.raises(SsoError) as told:
            missing()
        assert told.value.hint
    replace_token(secrets, servers, "long-enough-to-rely-on")
    good = secrets.kept
    for weak in ("short", "with spaces in all of it", "ünïcödé-is-no-good"):
        with pytest.raises(UsageError):
            replace_token(secrets, servers, weak)
    assert secrets.kept == good
