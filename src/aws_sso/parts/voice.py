"""How the parts speak to whoever runs them: a terminal, a test, later a Python program."""

from collections.abc import Callable
from typing import Protocol

from aws_sso.domain.frozen import frozen


class Progress(Protocol):
    """Told how far long work got."""

    def expect(self, more: int) -> None: ...
    def advance(self) -> None: ...
    def end(self) -> None: ...


@frozen
class Voice:
    """`say` tells a person something, `warn` of something odd, `write` gives data.

    `progress` begins to show how far long work got; `is_watched` tells whether a person at a
    terminal sees what is said.
    """

    say: Callable[[str], None]
    warn: Callable[[str], None]
    write: Callable[[str], None]
    progress: Callable[[], Progress]
    is_watched: Callable[[], bool]
