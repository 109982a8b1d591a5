"""Signals that ask this program to stop."""

import signal
from contextlib import contextmanager, suppress

from aws_sso.annotations import Callable, Iterator


def until_a_signal(
    serve: Callable[[], None],
    stop: Callable[[], None],
    reload: Callable[[], None],
    ready: Callable[[], None],
) -> int:
    """Serve until SIGTERM or SIGINT; SIGHUP reloads. Returns 0, or 130 after SIGINT.

    `ready` is called once signals do that: before, SIGHUP would end the program.
    """
    ended_by: list[int] = []

    def end(number: int, frame: object) -> None:
        ended_by.append(number)
        stop()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda number, frame: reload())
    with suppress(KeyboardInterrupt):
        ready()
        serve()
    return 130 if ended_by and ended_by[-1] == signal.SIGINT else 0


class StopSignal(BaseException):
    """A signal arrived while it may interrupt."""


class StopSignals:
    """Records signals that ask us to stop, instead of stopping."""

    def __init__(self) -> None:
        self._noted: list[int] = []
        self._may_interrupt = False

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Record them until the block ends; signals ignored at our start stay ignored."""
        before = {}
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, self._note)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def take(self) -> int | None:
        """Return the number of a recorded signal, each once."""
        return self._noted.pop(0) if self._noted else None

    def interrupting(self, work: Callable[[], None]) -> None:
        """Do something that may block; a signal interrupts it."""
        try:
            self._may_interrupt = True
            work()
            self._may_interrupt = False
        except StopSignal:
            pass
        finally:
            self._may_interrupt = False

    def _note(self, number: int, frame: object) -> None:
        self._noted.append(number)
        if self._may_interrupt:
            self._may_interrupt = False
            raise StopSignal
