"""The credential server's slots, what they answer, and who may ask."""

import threading
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sso.domain.server.access import (
    bearer,
    is_good_token,
    may_change,
    may_read,
    slot_path,
    slot_token,
)
from aws_sso.domain.server.slots import SlotContent, load_request, read_load_request
from aws_sso.domain.server.variables import as_compose, as_devcontainer, server_variables
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import NetworkError, SignInNeededError, SlotEmptyError, UsageError
from aws_sso.errors import SlotExpiredError as Expired
from aws_sso.use_cases.serve_slots import Obtained, Slots

TOKEN = Secret("t" * 43)


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
    error: NetworkError | SignInNeededError | None = None
    answer: Obtained | None = None
    barrier: threading.Barrier | None = None

    def obtain(self, profile: str) -> Obtained:
        self.calls.append(profile)
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
    with pytest.raises(Expired, match="are over"):
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
    """As soon as a slot is filled, and when told to forget."""
    stop = threading.Event()
    thread = threading.Thread(target=slots.renew_until, args=(stop,))
    thread.start()
    try:
        slots.load_live("a", "a")
        deadline = threading.Event()
        while slots.at_hand("a") is None:
            deadline.wait(0.01)
        slots.forget()
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


def test_answers_have_the_fields_that_clients_read() -> None:
    """SDKs those of the container provider, people no secret."""
    assert loaded().credentials_answer() == {
        "AccessKeyId": "AKIA-p",
        "SecretAccessKey": "secret",
        "Token": "token",
        "Expiration": "1970-01-01T00:33:20Z",
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


@given(JSON | st.fixed_dictionaries({"ProfileName": JSON, "Creds": JSON}))
def test_any_other_json_is_refused(content: object) -> None:
    """With what is missing, never with a traceback."""
    try:
        wish = read_load_request(content)
    except UsageError:
        return
    assert isinstance(content, dict)
    assert content["ProfileName"] == wish.profile


@given(st.text(), st.text())
def test_a_slots_token_opens_that_slot_only(one: str, other: str) -> None:
    """For reading; the server's token opens everything."""
    header = bearer(slot_token(TOKEN, one)).reveal().encode()
    assert may_read(header, TOKEN, one)
    assert may_read(header, TOKEN, other) == (one == other)
    assert not may_read(header, TOKEN, None)
    assert not may_change(header, TOKEN)
    owner = bearer(TOKEN).reveal().encode()
    assert may_read(owner, TOKEN, one)
    assert may_read(owner, TOKEN, None)
    assert may_change(owner, TOKEN)


@given(st.binary(max_size=60))
def test_nothing_else_opens_anything(header: bytes) -> None:
    """Missing, truncated, longer, without its scheme."""
    good = bearer(TOKEN).reveal().encode()
    for wrong in (header, None, b"", good[:-1], good + b"x", good[7:], good.lower()):
        if wrong != good and wrong != bearer(slot_token(TOKEN, "s")).reveal().encode():
            assert not may_read(wrong, TOKEN, "s")
            assert not may_change(wrong, TOKEN)


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
    assert server_variables(url, TOKEN, None) == {
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": url,
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": f"Bearer {TOKEN.reveal()}",
    }
    in_file = server_variables(url, TOKEN, "/run/token")
    assert in_file["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] == "/run/token"
    assert TOKEN.reveal() not in str(in_file)
    assert as_compose({"A": 'x"y'}) == 'environment:\n  A: "x\\"y"\n'
    assert as_devcontainer({"A": "x"}) == '{\n  "containerEnv": {\n    "A": "x"\n  }\n}\n'
