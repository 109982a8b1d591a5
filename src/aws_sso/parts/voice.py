"""How the parts speak to whoever runs them: a terminal, a test, later a Python program."""

from collections.abc import Callable
from typing import Protocol

from aws_sso.domain.frozen import frozen


def _no_log(level: str, lines: bool) -> None:
    """Leave the log alone: whoever runs the parts has one of their own."""


class Progress(Protocol):
    """Told how far long work got."""

    def expect(self, more: int) -> None: ...
    def advance(self) -> None: ...
    def end(self) -> None: ...


@frozen
class Voice:
    """`say` tells a person something, `warn` of something odd, `write` gives data.

    `progress` begins to show how far long work got; `is_watched` tells whether a person at a
    terminal sees what is said. `log` prepares a log of that level, with file names and lines if
    asked, before anything may write to it.
    """

    say: Callable[[str], None]
    warn: Callable[[str], None]
    write: Callable[[str], None]
    progress: Callable[[], Progress]
    is_watched: Callable[[], bool]
    log: Callable[[str, bool], None] = _no_log
