"""Timeouts for calls that may never return."""

import _thread
import threading
import time

from aws_sso.annotations import Callable, TypeVar
from aws_sso.errors import StoreError

T = TypeVar("T")
_SLICE = 0.25


class NoAnswerError(Exception):
    """A call did not return in time; it continues in its thread."""


def within(seconds: float, call: Callable[[], T], what: str) -> T:
    """Call a store and return its result; raises StoreError on timeout.

    `what` names the store in messages.
    """
    try:
        return return_within(seconds, call)
    except NoAnswerError:
        raise StoreError(
            f"{what} did not answer within {seconds:.0f} seconds",
            "check whether it is showing a prompt; unlock or restart it, then try again",
        ) from None


def return_within(
    seconds: float,
    call: Callable[[], T],
    note_after: float = float("inf"),
    note: Callable[[], None] = lambda: None,
) -> T:
    """Call `call` and return its result; raises NoAnswerError after `seconds`.

    `note` is called once if there is no answer after `note_after` seconds.

    The call runs in a thread that does not keep the program alive, so that Ctrl-C works. A hanging
    daemon, resolver or server costs only the thread. Not `threading.Thread`: its `start` waits
    forever if there is no memory for the thread.
    """
    done = threading.Event()
    answers: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(call())
        except BaseException as error:
            errors.append(error)
        finally:
            done.set()

    _thread.start_new_thread(run, ())
    began = time.monotonic()
    until = began + seconds
    # In slices: a signal delivered to the other thread does not wake this one, and Ctrl-C would be
    # ignored until then.
    while not done.wait(min(_SLICE, max(0.0, until - time.monotonic()))):
        if time.monotonic() >= until:
            raise NoAnswerError
        if time.monotonic() - began >= note_after:
            note_after = float("inf")
            note()
    if errors:
        raise errors[0]
    if not answers:
        raise MemoryError  # There was no memory even for the error.
    return answers[0]
