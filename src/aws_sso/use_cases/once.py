"""Warns once about a problem that occurs at every try."""

from contextlib import contextmanager

from aws_sso.annotations import Callable, Iterator


class OnceEach:
    """Passes on each warning once, until a try ends without it."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._said: dict[str, frozenset[str]] = {}

    @contextmanager
    def trying(self, what: str) -> Iterator[Callable[[str], None]]:
        """Return a function that takes the warnings of one try at `what`."""
        warnings: dict[str, None] = {}
        try:
            yield lambda text: warnings.update({text: None})
        finally:
            before = self._said.get(what, frozenset())
            self._said[what] = frozenset(warnings)
            for text in warnings:
                if text not in before:
                    self._say(text)
