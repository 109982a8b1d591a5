"""Retries: what may pass, within the time there is, and not in silence."""

import itertools
import threading
from collections.abc import Callable

import pytest

from aws_sso.errors import AnswerError, NetworkError, PassingNetworkError, SsoError
from aws_sso.refusals import PortalRefusedError
from aws_sso.use_cases.paced_calls import PacedCalls


def failing(error: SsoError, times: int) -> tuple[Callable[[], str], list[int]]:
    """A call that fails so often before it works, and the calls made."""
    made: list[int] = []

    def call() -> str:
        made.append(1)
        if len(made) <= times:
            raise error
        return "done"

    return call, made


def calls(
    time_left: Callable[[], float] = lambda: float("inf"),
    note: Callable[[str], None] | None = None,
    jitter: float = 0.0,
) -> PacedCalls:
    """Calls whose clock advances by a second at each look."""
    ticks = itertools.count()
    return PacedCalls(3, 60.0, lambda: float(next(ticks)), lambda: jitter, time_left, note)


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (PassingNetworkError("no answer in time"), 4),
        (PortalRefusedError(503, "ServiceUnavailable", ""), 4),
        (PortalRefusedError(429, "TooManyRequestsException", ""), 4),
        (NetworkError("connection refused"), 1),
        (AnswerError("a captive portal"), 1),
        (PortalRefusedError(403, "ForbiddenException", ""), 1),
    ],
    ids=str,
)
def test_only_what_may_pass_is_tried_again(error: SsoError, tries: int) -> None:
    """A refused connection and a captive portal stay what they are."""
    call, made = failing(error, 99)
    with pytest.raises(type(error)):
        calls().make(call)
    assert len(made) == tries


def test_no_pause_outlasts_the_time_that_is_left() -> None:
    """The failure is said at once instead, and it is the one of the last try."""
    error = PortalRefusedError(429, "TooManyRequestsException", "", retry_after=50.0)
    call, made = failing(error, 99)
    with pytest.raises(PortalRefusedError):
        calls(time_left=lambda: 20.0).make(call)
    assert len(made) == 1


def test_another_thread_s_refusal_does_not_outlast_it_either() -> None:
    """A call that never was made says why."""
    paced = calls(time_left=lambda: 20.0)
    refused, _ = failing(PortalRefusedError(429, "TooManyRequestsException", "", 50.0), 99)
    with pytest.raises(PortalRefusedError):
        paced.make(refused)
    call, made = failing(NetworkError("never"), 0)
    with pytest.raises(NetworkError, match="no time left: AWS allows the next call in"):
        paced.make(call)
    assert made == []


def test_a_pause_of_over_two_seconds_is_said_once() -> None:
    """For what, and how long; all threads that wait say it together."""
    notes: list[str] = []
    said = threading.Event()

    def note(message: str) -> None:
        notes.append(message)
        said.set()

    paced = calls(note=note)
    error = PortalRefusedError(429, "TooManyRequestsException", "Rate exceeded", 30.0)
    call, _ = failing(error, 99)

    def make() -> None:
        with pytest.raises(SsoError):
            paced.make(call)

    threads = [threading.Thread(target=make) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert said.wait(20)
    paced.stop()
    for thread in threads:
        thread.join(20)
    assert len(notes) == 1
    assert notes[0].startswith(
        "the SSO portal refused (429): TooManyRequestsException: Rate exceeded; retrying in "
    )


def test_short_pauses_are_not_worth_a_word() -> None:
    """The usual second at AWS's pace."""
    notes: list[str] = []
    call, _ = failing(PassingNetworkError("lost"), 2)
    assert calls(note=notes.append).make(call) == "done"
    assert notes == []


def test_a_server_that_stays_silent_is_given_up_on_after_a_minute() -> None:
    """Ten tries of a minute each would be ten minutes without an answer."""
    clock = [0.0]
    made: list[float] = []

    def silent() -> str:
        made.append(clock[0])
        clock[0] += 60.0
        raise PassingNetworkError("no answer in time")

    with pytest.raises(PassingNetworkError):
        PacedCalls(10, 5.0, lambda: clock[0], lambda: 0.0).make(silent)
    assert made == [0.0]


def test_throttling_is_waited_for_as_long_as_it_takes() -> None:
    """AWS answers, only not yet: that is no reason to give up an account."""
    clock = [0.0]
    tries: list[float] = []

    def throttled() -> str:
        tries.append(clock[0])
        clock[0] += 70.0
        if len(tries) < 4:
            raise PortalRefusedError(429, "TooManyRequestsException", "")
        return "done"

    assert PacedCalls(10, 5.0, lambda: clock[0], lambda: 0.0).make(throttled) == "done"
