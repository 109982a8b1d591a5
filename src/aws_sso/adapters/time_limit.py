"""Calls that may never return, given up on after a time."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from aws_sso.errors import StoreError

T = TypeVar("T")


def within(seconds: float, call: Callable[[], T], what: str) -> T:
    """Return what `call` returns, or raise what it raises; StoreError after so many seconds.

    The call runs in a thread that does not keep the program alive, so that Ctrl-C works and a
    hanging daemon costs nothing but the thread. `what` names the thing that is called.
    """
    done = threading.Event()
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append((call(), None))
        except BaseException as error:
            outcome.append((None, error))
        done.set()

    threading.Thread(target=run, daemon=True).start()
    if not done.wait(seconds):
        raise StoreError(
            f"{what} did not answer within {seconds:.0f} seconds",
            "is there a prompt of it that waits for you? unlock it, or restart it, and try again",
        )
    result, error = outcome[0]
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]
