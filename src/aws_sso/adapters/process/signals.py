"""Serving until a signal ends it."""

import signal
from collections.abc import Callable
from contextlib import suppress


def until_a_signal(
    serve: Callable[[], None], stop: Callable[[], None], reload: Callable[[], None]
) -> int:
    """Serve; SIGTERM and SIGINT end it, SIGHUP reloads. Returns 0, or 130 after SIGINT."""
    ended_by: list[int] = []

    def end(number: int, frame: object) -> None:
        ended_by.append(number)
        stop()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda number, frame: reload())
    with suppress(KeyboardInterrupt):
        serve()
    return 130 if ended_by and ended_by[-1] == signal.SIGINT else 0
