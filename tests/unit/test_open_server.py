"""The credential server's address, who may reach it, and what is in order before it serves."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

import pytest

from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice, matches
from aws_sso.domain.scope.scope import Scope
from aws_sso.domain.server.access import Certificate, Guard
from aws_sso.domain.server.address import check_address, host_names, server_url, url_of_server
from aws_sso.domain.server.running import RunningServer
from aws_sso.domain.server.slots import DEFAULT_SLOT, SlotContent
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import NetworkError, RoleNotFoundError, SignInNeededError, SsoError, UsageError
from aws_sso.use_cases.control_server import HeaderFor, ServerControl
from aws_sso.use_cases.find_profile import find_profile
from aws_sso.use_cases.hand_out import Kept
from aws_sso.use_cases.open_server import (
    ServerPorts,
    ServerWish,
    obtain,
    open_own_server,
    open_server,
)
from aws_sso.use_cases.serve_slots import Obtained, Slots
from aws_sso.use_cases.use_server import (
    load_slot,
)
from tests.unit.roles import role
from tests.unit.server_secrets import Secrets

ADMIN = role("111122223333", "Shop", "Admin", profile="admin")
AUDIT = role("444455556666", "Audit", "ReadOnly", profile="audit")
TWIN = role("777788889999", "Twin", "Admin", profile="admin")
CERTIFICATE = Certificate("chain", Secret("made-up key"))
KEYS = RoleCredentials("AKIA", Secret("made-up"), Secret("made-up"), 5_000)


@dataclass
class One:
    """An instance: its roles, credentials of them, and what was done, in this order."""

    held: tuple[Role, ...]
    error: SsoError | None = None
    renew_at: int = 4_000
    scope: Scope | None = None
    at_hand_error: SsoError | None = None
    done: list[str] = field(default_factory=list)

    @property
    def roles(self) -> "One":
        return self

    @property
    def credentials(self) -> "Keys":
        return Keys(self)

    def find(self, choice: RoleChoice) -> Role:
        self.done.append(f"look for {choice.profile} at AWS")
        raise RoleNotFoundError("no such role")

    def find_offline(self, choice: RoleChoice) -> Role:
        raise RoleNotFoundError("no such role")

    def note_use(self, role: Role) -> None:
        self.done.append(f"note {role.profile}")


@dataclass
class Keys:
    """Gives credentials, or an error."""

    one: One

    @property
    def scope(self) -> Scope | None:
        return self.one.scope

    def of(self, role: Role) -> RoleCredentials:
        self.one.done.append(f"get {role.profile}")
        if self.one.error:
            raise self.one.error
        return KEYS

    def at_hand(self, role: Role) -> Kept:
        if self.one.at_hand_error:
            raise self.one.at_hand_error
        return Kept(KEYS, self.one.renew_at)


@dataclass
class Instances:
    """Several instances, the first of which is the default."""

    all: tuple[One, ...]

    @property
    def first(self) -> One:
        return self.all[0]

    def matching(self, choice: RoleChoice) -> Iterator[tuple[One, Sequence[Role]]]:
        for one in self.all:
            if found := [each for each in one.held if matches(each, choice)]:
                yield one, found


@dataclass
class Port:
    """A port that remembers what is served on it."""

    port: int = 4321
    served: list[ServerControl] = field(default_factory=list)
    announced: list[RunningServer] = field(default_factory=list)

    def announce(self, server: RunningServer) -> None:
        self.announced.append(server)

    def serve(self, control: ServerControl, ready: Callable[[], None]) -> int:
        ready()
        self.served.append(control)
        return 130

    def serving(self, control: ServerControl) -> AbstractContextManager[None]:
        self.served.append(control)
        return nullcontext()


@dataclass
class House:
    """All that a server needs; `done` is what happened before it served."""

    one: One = field(default_factory=lambda: One((ADMIN, AUDIT)))
    secrets: Secrets = field(default_factory=Secrets)
    port: Port = field(default_factory=Port)
    unready: list[str] = field(default_factory=list)
    taken: bool = False
    written: list[tuple[int, Secret | None]] = field(default_factory=list)

    def ports(self) -> ServerPorts:
        instances = Instances((self.one,))
        slots = Slots(lambda profile, _: obtain(instances, profile), lambda: 1_000.0)
        return ServerPorts(
            self.secrets,
            instances,
            slots,
            self.listen,
            self.confirm,
            self.write_tokens,
            self.note_hand_out,
        )

    def note_hand_out(
        self, content: SlotContent, client: tuple[str, int], server: tuple[str, int]
    ) -> None:
        self.one.done.append(f"hand out {content.profile}")

    def write_tokens(self, port: int, header_for: HeaderFor) -> None:
        self.written.append((port, header_for(DEFAULT_SLOT)))

    def listen(self, address: str, port: int) -> Port:
        if self.taken:
            raise NetworkError("taken")
        self.one.done.append(f"listen on {address} {port}")
        return self.port

    def confirm(self, role: Role) -> None:
        self.one.done.append(f"confirm {role.profile}")

    def note(self, profile: str, error: SsoError) -> None:
        self.unready.append(f"{profile}: {error.message}")


@pytest.mark.parametrize(
    ("server", "tls", "url"),
    [
        ("box.example:4145", False, "http://box.example:4145"),
        ("[::1]:4145", True, "https://[::1]:4145"),
        ("https://box.example/", False, "https://box.example"),
    ],
)
def test_the_server_that_a_user_means(server: str, tls: bool, url: str) -> None:
    """HOST:PORT, or a whole URL."""
    assert str(url_of_server(server, tls=tls)) == url


@pytest.mark.parametrize("server", ["nonsense", ":4144", "host:", "host:http"])
def test_half_an_address_is_refused(server: str) -> None:
    """With an example of a whole one."""
    with pytest.raises(UsageError) as refused:
        url_of_server(server, tls=False)
    assert "localhost:4144" in str(refused.value.hint)


def test_the_url_of_an_ipv6_address_has_brackets() -> None:
    """RFC 3986 section 3.2.2."""
    assert server_url("::1", 4144, tls=False) == "http://[::1]:4144"
    assert server_url("192.0.2.1", 80, tls=True) == "https://192.0.2.1:80"


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.1", "::", "box.example"])
def test_others_reach_a_server_by_tls_and_with_a_token_only(address: str) -> None:
    """On loopback both are the user's choice."""
    for tls, token in ((False, True), (True, False), (False, False)):
        with pytest.raises(UsageError):
            check_address(address, tls=tls, token=token)
    check_address(address, tls=True, token=True)
    for loopback in ("127.0.0.1", "::1", "localhost"):
        check_address(loopback, tls=False, token=False)


def test_names_of_a_server_are_in_lower_case() -> None:
    """As `Host` headers are compared."""
    assert host_names("0.0.0.0", ["Box.Local"]) == {"0.0.0.0", "box.local"}


def test_a_profile_is_found_in_whichever_instance_has_it() -> None:
    """One that several roles share is nobody's; an unknown one is looked for at AWS, once."""
    one, other = One((ADMIN, TWIN)), One((AUDIT,))
    instances = Instances((one, other))
    assert find_profile(instances, "audit") == (other, AUDIT)
    with pytest.raises(RoleNotFoundError):
        find_profile(instances, "admin")
    with pytest.raises(RoleNotFoundError):
        find_profile(instances, "admin", offline=True)
    assert (one.done, other.done) == (["look for admin at AWS"], [])


def test_a_server_signs_in_for_each_profile_once_and_serves() -> None:
    """After the port is known to be free; a token is made and kept."""
    house = House()
    wish = ServerWish(live=("admin", "audit"), default="admin", hosts=("Box",))
    opened = open_server(house.ports(), wish, house.note)
    assert house.one.done == [
        "listen on 127.0.0.1 4144",
        *("confirm admin", "get admin", "confirm audit", "get audit"),
    ]
    assert (opened.url, opened.asks_for_token) == ("http://127.0.0.1:4321", True)
    said: list[str] = []
    assert opened.run(lambda: said.append("ready")) == 130
    assert said == ["ready"]
    (control,) = house.port.served
    (announced,) = house.port.announced
    assert announced == RunningServer("127.0.0.1", 4321, False, control.guard.run)
    assert house.secrets.kept is not None
    names = frozenset({"127.0.0.1", "box"})
    assert control.guard == Guard(house.secrets.kept, announced.run, names)
    assert control.slots.credentials(DEFAULT_SLOT).profile == "admin"
    assert control.slots.credentials("audit").profile == "audit"
    assert house.written == [(4321, control.header_for(DEFAULT_SLOT))]


def test_each_run_of_a_server_has_tokens_of_its_own() -> None:
    """Though the server's token is the same."""
    house = House()
    for _ in range(2):
        open_server(house.ports(), ServerWish(), house.note).run(lambda: None)
    first, second = house.port.served
    assert first.guard.token == second.guard.token
    assert first.header_for("a") != second.header_for("a")


def test_a_server_starts_though_nobody_signs_in() -> None:
    """Its slots are tried again while it runs; who starts it is told."""
    house = House(One((ADMIN,), SignInNeededError("expired")))
    open_server(house.ports(), ServerWish(live=("admin",)), house.note)
    assert house.unready == ["admin: expired"]


def test_nobody_signs_in_for_a_port_that_is_taken() -> None:
    """That is known first."""
    house = House(taken=True)
    with pytest.raises(NetworkError):
        open_server(house.ports(), ServerWish(default="admin"), house.note)
    assert house.one.done == []


def test_no_port_is_opened_for_others_without_tls() -> None:
    """A certificate that is set up but not used is none."""
    house = House(secrets=Secrets(chain=CERTIFICATE))
    for wish in (ServerWish("0.0.0.0", with_tls=False), ServerWish("0.0.0.0", with_auth=False)):
        with pytest.raises(UsageError):
            open_server(house.ports(), wish, house.note)
    assert house.one.done == []
    opened = open_server(house.ports(), ServerWish("0.0.0.0"), house.note)
    assert opened.url == "https://0.0.0.0:4321"
    opened.run(lambda: None)
    assert house.port.served[0].guard.certificate == CERTIFICATE


def test_a_server_without_a_token_says_so() -> None:
    """And makes none."""
    house = House()
    opened = open_server(house.ports(), ServerWish(with_auth=False), house.note)
    assert not opened.asks_for_token
    assert house.secrets.kept is None


def test_a_server_of_ones_own_has_a_token_that_is_kept_nowhere() -> None:
    """The command gets that of its one slot, and the role was used."""
    house = House()
    server = open_own_server(house.ports(), house.one, ADMIN, {})
    assert house.one.done == ["get admin", "note admin", "listen on 127.0.0.1 0"]
    with server.serving():
        (control,) = house.port.served
    assert control.slots.credentials(DEFAULT_SLOT).profile == "admin"
    assert house.secrets.kept is None
    assert house.port.announced[0].is_for_one_command
    token = control.guard.token
    assert token is not None
    values = server.changes.applied_to({})
    assert values["AWS_CONTAINER_CREDENTIALS_FULL_URI"] == "http://127.0.0.1:4321/"
    assert token.secret.reveal() not in values["AWS_CONTAINER_AUTHORIZATION_TOKEN"]


def test_a_live_slot_is_renewed_when_its_credentials_are() -> None:
    """The slot is told the moment, and nothing is unsealed again for it."""
    content = SlotContent("admin", ADMIN.account_id, "Admin", ADMIN.arn, KEYS, ADMIN.instance)
    for moment in (4_000, 5_000):
        instances = Instances((One((ADMIN,), renew_at=moment),))
        assert obtain(instances, "admin") == Obtained(content, moment)


@dataclass
class Client:
    """Notes what it is asked to load."""

    loads: list[tuple[str, object]] = field(default_factory=list)

    def load(self, slot: str, loaded: SlotContent) -> None:
        self.loads.append((slot, loaded.credentials))

    def load_live(self, slot: str, profile: str, scope: Scope | None) -> None:
        self.loads.append((slot, (profile, scope)))


def test_what_a_slot_is_loaded_with() -> None:
    """Credentials, or the profile that the server is to get them for itself."""
    client, one = Client(), One((ADMIN,))
    load_slot(client, one, ADMIN, slotted=False, live=False)
    load_slot(client, one, ADMIN, slotted=True, live=True)
    assert client.loads == [(DEFAULT_SLOT, KEYS), ("admin", ("admin", None))]
    assert one.done == ["get admin", "note admin", "note admin"]


def test_a_slot_is_loaded_with_what_it_is_narrowed_to() -> None:
    """So that the server narrows what it obtains itself."""
    scope = Scope("look", "{}")
    client, one = Client(), One((ADMIN,), scope=scope)
    load_slot(client, one, ADMIN, slotted=False, live=True)
    assert client.loads == [(DEFAULT_SLOT, ("admin", scope))]
    assert obtain(Instances((one,)), "admin").loaded.scope == "look"


@pytest.mark.parametrize("error", [SignInNeededError("sign in"), None])
def test_without_a_sign_in_a_server_has_what_is_at_hand(error: SsoError | None) -> None:
    """Nobody is asked, and nothing is opened where that is not enough."""
    house = House()
    house.one.at_hand_error = error
    if error:
        with pytest.raises(SignInNeededError):
            open_own_server(house.ports(), house.one, ADMIN, {}, may_sign_in=False)
        assert house.one.done == []
        return
    open_own_server(house.ports(), house.one, ADMIN, {}, may_sign_in=False)
    assert house.one.done == ["note admin", "listen on 127.0.0.1 0"]
