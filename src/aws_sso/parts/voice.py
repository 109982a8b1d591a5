"""How the parts report to their caller: a terminal, a test, later a Python program."""

from aws_sso.annotations import Callable, Protocol
from aws_sso.domain.frozen import frozen


def _no_log(level: str, lines: bool) -> None:
    """Leave logging alone: the caller has its own."""


class Progress(Protocol):
    """Reports the progress of long work."""

    def expect(self, more: int) -> None: ...
    def advance(self) -> None: ...
    def end(self) -> None: ...


class NoProgress:
    """Shows nothing, for work behind another part's screen."""

    def expect(self, more: int) -> None:
        """Do nothing."""

    def advance(self) -> None:
        """Do nothing."""

    def end(self) -> None:
        """Leave the screen alone."""


@frozen
class Voice:
    """`say` prints a message, `warn` a warning, `write` data.

    `progress` starts showing the progress of long work. `is_watched` is true if a person at a
    terminal sees the messages. `log` sets up logging with a level, and file names and lines if
    requested, before anything is logged.
    """

    say: Callable[[str], None]
    warn: Callable[[str], None]
    write: Callable[[str], None]
    progress: Callable[[], Progress]
    is_watched: Callable[[], bool]
    log: Callable[[str, bool], None] = _no_log
