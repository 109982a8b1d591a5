"""Sign-in pages that nobody answers open ever more rarely, where nobody watches."""

import json
import os
import stat
from pathlib import Path

import pytest

from aws_sso.adapters.files.unanswered_pages import UnansweredPages
from aws_sso.domain.session.unanswered import Unanswered
from aws_sso.errors import SignInNeededError
from aws_sso.use_cases.sign_in_pages import SignInPages

NOON = 1_800_000_000.0
MINUTE = 60


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shelf(tmp_path: Path) -> UnansweredPages:
    return UnansweredPages(tmp_path / "state" / "Default.json")


@pytest.fixture
def unwatched(shelf: UnansweredPages, clock: Clock) -> SignInPages:
    return SignInPages(shelf, watched=False, now=clock)


def test_the_pause_grows_to_an_hour(unwatched: SignInPages, clock: Clock) -> None:
    """10, 20, 40, 60 minutes, and 60 from then on; a second before its end it still lasts."""
    unwatched.check()
    for minutes in (10, 20, 40, 60, 60):
        unwatched.unanswered()
        clock.at += minutes * MINUTE - 1
        with pytest.raises(SignInNeededError):
            unwatched.check()
        clock.at += 1
        unwatched.check()


def test_a_night_of_polling_opens_few_pages(unwatched: SignInPages, clock: Clock) -> None:
    """Ten hours, a try every minute, each page good for ten minutes."""
    pages, end = 0, NOON + 10 * 60 * MINUTE
    while clock.at < end:
        try:
            unwatched.check()
        except SignInNeededError:
            clock.at += MINUTE
            continue
        pages += 1
        clock.at += 10 * MINUTE
        unwatched.unanswered()
    assert pages == 11


def test_the_error_says_when_the_next_page_opens(unwatched: SignInPages, clock: Clock) -> None:
    """And what opens one at once."""
    unwatched.unanswered()
    with pytest.raises(SignInNeededError) as once:
        unwatched.check()
    assert once.value.message.startswith("nobody answered the last sign-in page; the next one")
    clock.at += 11 * MINUTE
    unwatched.unanswered()
    with pytest.raises(
        SignInNeededError, match="nobody answered the last 2 sign-in pages"
    ) as twice:
        unwatched.check()
    assert "`aws-sso login`" in (twice.value.hint or "")


def test_a_finished_sign_in_begins_anew(unwatched: SignInPages) -> None:
    """The next page that nobody answers is the first one again."""
    unwatched.unanswered()
    unwatched.answered()
    unwatched.check()


def test_a_person_at_a_terminal_never_waits(
    unwatched: SignInPages, shelf: UnansweredPages, clock: Clock
) -> None:
    """Pages that they left alone do not count either."""
    watched = SignInPages(shelf, watched=True, now=clock)
    unwatched.unanswered()
    watched.check()
    watched.unanswered()
    assert shelf.read() == Unanswered(1, NOON)


@pytest.mark.parametrize("ahead", [60.0, 1e12])
def test_times_in_the_future_are_not_believed(
    ahead: float, unwatched: SignInPages, shelf: UnansweredPages
) -> None:
    """They were noted under a wrong clock; the count begins anew."""
    shelf.write(Unanswered(7, NOON + ahead))
    unwatched.check()
    unwatched.unanswered()
    assert shelf.read() == Unanswered(1, NOON)


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", "{"),
        *(f'{{"pages": {pages}, "ended": 1}}' for pages in ('"many"', "1e999", "NaN")),
    ],
)
def test_a_damaged_note_is_none(
    text: str, unwatched: SignInPages, shelf: UnansweredPages, tmp_path: Path
) -> None:
    """A page too many is better than no sign-in."""
    (tmp_path / "state").mkdir(mode=0o700)
    file = tmp_path / "state" / "Default.json"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    unwatched.check()
    unwatched.unanswered()
    assert json.loads(file.read_text(encoding="utf-8"))["pages"] == 1


def test_numbers_without_end_do_no_harm(unwatched: SignInPages, shelf: UnansweredPages) -> None:
    """The longest pause is an hour."""
    shelf.write(Unanswered(10**9, NOON - 61 * MINUTE))
    unwatched.check()


def test_what_cannot_be_noted_stops_nobody(clock: Clock, tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "state").touch()
    pages = SignInPages(UnansweredPages(tmp_path / "state" / "x.json"), watched=False, now=clock)
    pages.unanswered()
    pages.check()
    pages.answered()


def test_the_note_is_for_nobody_else(shelf: UnansweredPages, tmp_path: Path) -> None:
    """As all in `state/`."""
    os.umask(0o022)
    shelf.write(Unanswered(1, NOON))
    assert stat.S_IMODE((tmp_path / "state" / "Default.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
