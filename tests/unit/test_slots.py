"""The credential server's slots, what they answer, and who may ask."""

import json
import threading
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sso.domain.frozen import replace
from aws_sso.domain.scope.scope import Scope
from aws_sso.domain.server.access import (
    Certificate,
    Guard,
    ServerToken,
    bearer,
    is_good_token,
    slot_path,
    slot_token,
)
from aws_sso.domain.server.slots import (
    LoadRequest,
    SlotContent,
    live_request,
    load_request,
    read_load_request,
)
from aws_sso.domain.server.variables import as_compose, as_devcontainer, server_variables
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import (
    ConfigError,
    RoleNotFoundError,
    SignInNeededError,
    SlotEmptyError,
    UsageError,
)
from aws_sso.errors import SlotExpiredError as Expired
from aws_sso.use_cases.once import OnceEach
from aws_sso.use_cases.serve_slots import Obtained, Slots

TOKEN = ServerToken(Secret("t" * 43))
CERTIFICATE = Certificate("chain", Secret("made-up key"))


def loaded(profile: str = "p", expires: int = 2_000) -> SlotContent:
    keys = RoleCredentials(f"AKIA-{profile}", Secret("secret"), Secret("token"), expires)
    return SlotContent(
        profile, "012345670123", "Admin", "arn:aws:iam::012345670123:role/Admin", keys
    )


@dataclass
class Source:
    """Where live slots get credentials from: a clock, and what goes wrong."""

    time: float = 1000.0
    life: int = 100
    calls: list[str] = field(default_factory=list)
    scopes: list[Scope | None] = field(default_factory=list)
    error: Exception | None = None
    answer: Obtained | None = None
    barrier: threading.Barrier | None = None

    def obtain(self, profile: str, scope: Scope | None) -> Obtained:
        self.calls.append(profile)
        self.scopes.append(scope)
        if self.barrier:
            self.barrier.wait(10)
        if self.error:
            raise self.error
        if self.answer:
            return self.answer
        ends = int(self.time) + self.life
        return Obtained(loaded(profile, ends), ends - self.life // 4)


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def slots(source: Source) -> Slots:
    return Slots(source.obtain, lambda: source.time)


def test_loaded_credentials_are_kept_until_they_are_over(slots: Slots, source: Source) -> None:
    """Then it is an error that says so, not an empty slot."""
    slots.load("", loaded(expires=1500))
    assert slots.credentials("").profile == "p"
    assert slots.at_hand("") is not None
    source.time = 1500
    assert slots.at_hand("") is None
    with pytest.raises(Expired, match="have expired"):
        slots.credentials("")
    slots.unload("")
    with pytest.raises(SlotEmptyError, match="default slot is empty"):
        slots.credentials("")
    with pytest.raises(SlotEmptyError, match="`x` is empty"):
        slots.unload("x")


def test_live_credentials_are_obtained_once_and_renewed_ahead(slots: Slots, source: Source) -> None:
    """Nothing is asked for while they are good."""
    slots.load_live("a", "a")
    assert slots.at_hand("a") is None
    for _ in range(3):
        slots.credentials("a")
    assert source.calls == ["a"]
    assert slots.at_hand("a") is not None
    source.time = 1076  # a quarter of their life is left
    assert slots.at_hand("a") is None
    assert slots.credentials("a").credentials.expires == 1176
    assert source.calls == ["a", "a"]


def test_what_is_still_good_is_handed_out_when_renewing_fails(slots: Slots, source: Source) -> None:
    """Expired ones never; and it is not tried again at every request."""
    slots.load_live("a", "a")
    slots.credentials("a")
    source.time, source.error = 1080, SignInNeededError("over", "sign in")
    for _ in range(5):
        assert slots.credentials("a").credentials.expires == 1100
    assert len(source.calls) == 2
    source.time = 1101
    with pytest.raises(SignInNeededError):
        slots.credentials("a")
    assert len(source.calls) == 3
    source.error = None
    with pytest.raises(SignInNeededError):
        slots.credentials("a")
    source.time = 1105
    assert slots.credentials("a").credentials.expires == 1205, "without a restart"


def test_a_service_that_cannot_be_reached_is_not_asked_all_the_time(
    slots: Slots, source: Source
) -> None:
    """Old credentials instead of new ones count as nothing new: the pauses grow."""
    slots.load_live("a", "a")
    slots.credentials("a")
    source.answer = Obtained(loaded("a", 1100), 1075)  # what there was already
    source.calls.clear()
    for tenth in range(240):
        source.time = 1076 + tenth / 10
        assert slots.credentials("a").credentials.expires == 1100
    assert len(source.calls) == 4, "after 0, 3, 9 and 21 seconds"


def test_many_who_ask_at_once_cause_one_call(slots: Slots, source: Source) -> None:
    """Per slot; different slots do not wait for each other."""
    source.barrier = threading.Barrier(20)
    for number in range(20):
        slots.load_live(f"s{number}", f"p{number}")
    threads = [
        threading.Thread(target=slots.credentials, args=(f"s{number % 20}",))
        for number in range(100)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(source.calls) == sorted(f"p{number}" for number in range(20))


def test_they_are_renewed_without_anybody_asking(slots: Slots, source: Source) -> None:
    """As soon as a slot is filled, and when told to reload."""
    stop = threading.Event()
    thread = threading.Thread(target=slots.renew_until, args=(stop,))
    thread.start()
    try:
        slots.load_live("a", "a")
        deadline = threading.Event()
        while slots.at_hand("a") is None:
            deadline.wait(0.01)
        slots.reload()
        while slots.at_hand("a") is None:
            deadline.wait(0.01)
        assert source.calls == ["a", "a"]
    finally:
        stop.set()
        slots.wake()
        thread.join(10)
    assert not thread.is_alive()


def test_named_slots_are_listed_and_emptied_together(slots: Slots) -> None:
    """The default one stays."""
    slots.load("", loaded("d"))
    slots.load("b", loaded("b"))
    slots.load("a", loaded("a"))
    slots.load_live("c", "c")
    assert [one.profile for one in slots.all()] == ["a", "b"]
    slots.unload_all()
    assert slots.all() == []
    assert slots.credentials("").profile == "d"


def test_what_is_good_is_served_on_while_settings_are_broken(slots: Slots, source: Source) -> None:
    """A reload asks anew, and keeps what is there where that fails; a profile that is gone goes."""
    slots.load_live("a", "a")
    slots.credentials("a")
    source.error = ConfigError("config.yaml line 3: nonsense")
    slots.reload()
    assert slots.at_hand("a") is None
    assert slots.credentials("a").credentials.expires == 1100
    source.error = None
    source.time = 1010
    assert slots.credentials("a").credentials.expires == 1110
    source.error = RoleNotFoundError("no profile `a`")
    slots.reload()
    with pytest.raises(RoleNotFoundError):
        slots.credentials("a")


def test_a_failure_of_the_disk_is_logged_once(
    slots: Slots, source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    """However often it is tried again; what is good is served on, whatever goes wrong."""
    slots.load_live("a", "a")
    slots.credentials("a")
    source.error = OSError(28, "No space left on device")
    for second in range(24):
        source.time = 1076 + second
        assert slots.credentials("a").credentials.expires == 1100
    assert len(source.calls) > 3
    assert [one.message for one in caplog.records] == [
        "a: could not get credentials: No space left on device"
    ]


def test_a_warning_is_passed_on_once_until_a_try_ends_without_it() -> None:
    """For each thing that is tried."""
    said: list[str] = []
    once = OnceEach(said.append)
    for what, warnings in (
        ("a", ("full",)), ("a", ("full", "slow")), ("b", ("full",)), ("a", ()), ("a", ("full",)),
    ):  # fmt: skip
        with once.trying(what) as warn:
            for warning in warnings:
                warn(warning)
    assert said == ["full", "slow", "full", "full"]


def test_signing_out_of_an_instance_empties_its_slots(slots: Slots, source: Source) -> None:
    """Those of others stay; a live one asks anew, and gets nothing without a session."""
    other = replace(loaded("o", 1900), instance="Other")
    slots.load("mine", replace(loaded("m", 1900), instance="Default"))
    slots.load("theirs", other)
    slots.load_live("live", "live")
    source.answer = Obtained(replace(loaded("live", 1900), instance="Default"), 1800)
    slots.credentials("live")
    source.error = SignInNeededError("expired")
    slots.sign_out("Default")
    with pytest.raises(SlotEmptyError):
        slots.credentials("mine")
    with pytest.raises(SignInNeededError):
        slots.credentials("live")
    assert slots.credentials("theirs") == other
    source.error = None
    source.time = 1010
    assert slots.credentials("live").profile == "live"


def test_answers_have_the_fields_that_clients_read() -> None:
    """SDKs those of the container provider, people no secret."""
    assert loaded().credentials_answer() == {
        "AccessKeyId": "AKIA-p",
        "SecretAccessKey": "secret",
        "Token": "token",
        "Expiration": "1970-01-01T00:33:20Z",
        "AccountId": "012345670123",
        "RoleArn": "arn:aws:iam::012345670123:role/Admin",
    }
    assert loaded().profile_answer("1h") == {
        "ProfileName": "p",
        "AccountId": "012345670123",
        "RoleName": "Admin",
        "Expiration": "1970-01-01T00:33:20Z",
        "Expires": "1h",
    }


def test_a_load_request_is_read_as_it_is_written() -> None:
    """Milliseconds on the way; ids that lost their zeros are mended."""
    request = load_request(loaded())
    assert request["Creds"]["expiration"] == 2_000_000
    again = read_load_request(request)
    assert again.loaded is not None
    assert again.loaded.credentials == loaded().credentials
    request["Creds"]["accountId"] = 12345670123
    mended = read_load_request(request).loaded
    assert mended is not None
    assert mended.account_id == "012345670123"
    assert read_load_request({"ProfileName": "x", "Live": True}).is_live


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=6,
)


@pytest.mark.parametrize("end", [2**53, 2**53 - 1, 10**300, -1, 0, 1.5, True, None, "1"])
def test_an_end_that_no_calendar_has_is_refused(end: object) -> None:
    """It would break the list of all slots."""
    request = load_request(loaded())
    request["Creds"]["expiration"] = end
    with pytest.raises(UsageError, match="expiration"):
        read_load_request(request)
    request["Creds"]["expiration"] = 253_402_300_798_999
    last = read_load_request(request).loaded
    assert last is not None
    assert last.profile_answer("")["Expiration"].startswith("9999-12-31")


@given(JSON | st.fixed_dictionaries({"ProfileName": JSON, "Creds": JSON}))
def test_any_other_json_is_refused(content: object) -> None:
    """With what is missing, never with a traceback."""
    try:
        wish = read_load_request(content)
    except UsageError:
        return
    assert isinstance(content, dict)
    assert content["ProfileName"] == wish.profile


@given(st.text(), st.text(), st.text("0123456789abcdef"), st.text("0123456789abcdef"))
def test_a_slots_token_opens_that_slot_in_that_run_only(
    one: str, other: str, run: str, later: str
) -> None:
    """For reading; the server's token, which no client is told, opens nothing on the port."""
    header = bearer(slot_token(TOKEN, run, one)).reveal().encode()
    guard = Guard(TOKEN, run, certificate=CERTIFICATE)
    assert guard.may_read(header, one)
    assert guard.may_read(header, other) == (one == other)
    assert Guard(TOKEN, later).may_read(header, one) == (run == later)
    owner = bearer(TOKEN.secret).reveal().encode()
    for given_header in (header, owner):
        assert not guard.may_control(given_header)
    assert not guard.may_read(owner, one)


@given(st.text(), st.text())
def test_a_token_that_the_user_set_opens_all_slots_in_every_run(one: str, run: str) -> None:
    """It controls the server by TLS only; what is derived from it stays the same."""
    chosen = ServerToken(TOKEN.secret, is_set=True)
    owner = bearer(TOKEN.secret).reveal().encode()
    header = bearer(slot_token(chosen, "", one)).reveal().encode()
    plain, secure = Guard(chosen, run), Guard(chosen, run, certificate=CERTIFICATE)
    for guard in (plain, secure):
        assert guard.may_read(owner, one)
        assert guard.may_read(header, one)
        assert not guard.may_control(header)
    assert secure.may_control(owner)
    assert not plain.may_control(owner)


@given(st.binary(max_size=60))
def test_nothing_else_opens_anything(header: bytes) -> None:
    """Missing, truncated, longer, without its scheme."""
    chosen = ServerToken(TOKEN.secret, is_set=True)
    guard = Guard(chosen, "run", certificate=CERTIFICATE)
    good = bearer(chosen.secret).reveal().encode()
    for wrong in (header, None, b"", good[:-1], good + b"x", good[7:], good.lower()):
        if wrong not in (good, bearer(slot_token(chosen, "run", "s")).reveal().encode()):
            assert not guard.may_read(wrong, "s")
            assert not guard.may_control(wrong)


@pytest.mark.parametrize(
    "text", ["", "short", "with a space in it", "x" * 15, "ümlaut" * 5, "a\n" * 20]
)
def test_weak_tokens_are_none(text: str) -> None:
    """16 visible characters at the least."""
    assert not is_good_token(text)
    assert is_good_token("0123456789abcdef")


def test_variables_in_every_form() -> None:
    """A slot's name is percent-encoded; the token, its file, or none."""
    url = f"http://127.0.0.1:4144{slot_path('a/b c')}"
    assert url.endswith("/slot/a%2Fb%20c")
    assert slot_path("") == "/"
    header = bearer(TOKEN.secret)
    assert server_variables(url, header, None) == {
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": url,
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": f"Bearer {TOKEN.secret.reveal()}",
    }
    in_file = server_variables(url, header, "/run/token")
    assert in_file["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] == "/run/token"
    assert TOKEN.secret.reveal() not in str(in_file)
    assert server_variables(url, None, None) == {"AWS_CONTAINER_CREDENTIALS_FULL_URI": url}
    assert as_compose({"A": 'x"y'}) == 'environment:\n  A: "x\\"y"\n'
    assert as_devcontainer({"A": "x"}) == '{\n  "containerEnv": {\n    "A": "x"\n  }\n}\n'


SCOPE = Scope("look", '{"look":1}', 900)


def test_a_live_slot_stays_as_narrow_as_it_was_loaded(slots: Slots, source: Source) -> None:
    """When renewed, when all is obtained anew, and after the user signed out and in again."""
    slots.load_live("a", "a", SCOPE)
    slots.credentials("a")
    source.time += 90
    slots.credentials("a")
    slots.reload()
    slots.credentials("a")
    slots.sign_out("")
    slots.credentials("a")
    slots.sign_out("")
    slots.credentials("a")
    assert source.scopes == [SCOPE] * 5


def test_what_a_live_slot_is_narrowed_to_gets_there_whole() -> None:
    """As JSON and back; a server that knows of no scopes takes the request for a wrong one."""
    for scope in (SCOPE, Scope("", None, 60), Scope("look", "{}")):
        request = live_request("a", scope)
        assert "Live" not in request
        assert read_load_request(json.loads(json.dumps(request))) == LoadRequest("a", None, scope)
    assert read_load_request(live_request("a", None)) == LoadRequest("a", None, None)


@pytest.mark.parametrize(
    "scope",
    [
        None,
        "read-only",
        {},
        {"Name": "look"},
        {"Name": "look", "Policy": None, "MaxTtl": 0},
        {"Name": "look", "Policy": "{}", "MaxTtl": -1},
        {"Name": "look", "Policy": "{}", "MaxTtl": True},
        {"Name": "look", "Policy": "{}", "MaxTtl": "60"},
        {"Name": "look", "Policy": ["{}"], "MaxTtl": 0},
        {"Name": None, "Policy": "{}", "MaxTtl": 0},
    ],
)
def test_a_scope_that_cannot_be_read_is_refused(scope: object) -> None:
    """Never taken for none."""
    with pytest.raises(UsageError, match="LiveNarrowedTo"):
        read_load_request({"ProfileName": "a", "LiveNarrowedTo": scope})
