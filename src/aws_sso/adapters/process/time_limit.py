"""Calls that may never return, given up on after a time."""

import _thread
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from aws_sso.errors import StoreError

T = TypeVar("T")
_SLICE = 0.25


class NoAnswerError(Exception):
    """A call did not return in time; it goes on in its thread."""


def within(seconds: float, call: Callable[[], T], what: str) -> T:
    """Return what a store's `call` returns, or raise what it raises; StoreError if it is late.

    `what` names the thing that is called.
    """
    try:
        return return_within(seconds, call)
    except NoAnswerError:
        raise StoreError(
            f"{what} did not answer within {seconds:.0f} seconds",
            "is there a prompt of it that waits for you? unlock it, or restart it, and try again",
        ) from None


def return_within(
    seconds: float,
    call: Callable[[], T],
    note_after: float = float("inf"),
    note: Callable[[], None] = lambda: None,
) -> T:
    """Return what `call` returns, or raise what it raises; NoAnswerError after so many seconds.

    `note` is called once if there is no answer after `note_after` seconds.

    The call runs in a thread that does not keep the program alive, so that Ctrl-C works, and what
    hangs (a daemon, a resolver, a server that sends a byte a minute) costs no more than the thread.
    Not `threading.Thread`: its `start` waits for ever for a thread that finds no memory to begin.
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
    # In slices: a signal that the system gives to the other thread does not wake this one, and
    # Ctrl-C would wait as long as we do.
    while not done.wait(min(_SLICE, max(0.0, until - time.monotonic()))):
        if time.monotonic() >= until:
            raise NoAnswerError
        if time.monotonic() - began >= note_after:
            note_after = float("inf")
            note()
    if errors:
        raise errors[0]
    if not answers:
        raise MemoryError  # Not even the error could be kept.
    return answers[0]
