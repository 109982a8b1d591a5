"""Limits how often sign-in pages open if nobody answers them."""

from aws_sso.annotations import Callable, Protocol
from aws_sso.domain.session.unanswered import Unanswered, time_of_day
from aws_sso.errors import SignInNeededError


class UnansweredShelf(Protocol):
    """Stores the number of an instance's unanswered pages.

    Storage errors are ignored: a page too many is better than no sign-in.
    """

    def read(self) -> Unanswered | None: ...
    def write(self, unanswered: Unanswered) -> None: ...
    def clear(self) -> None: ...


class SignInPages:
    """Decides whether a page may open; `watched` if a person at a terminal sees our messages.

    Only the holder of the sign-in turn asks, so there is one at a time.
    """

    def __init__(self, shelf: UnansweredShelf, *, watched: bool, now: Callable[[], float]) -> None:
        self._shelf = shelf
        self._watched = watched
        self._now = now

    def check(self) -> None:
        """Raise SignInNeededError if a page would be one too many: nobody watches or answered."""
        before = None if self._watched else self._shelf.read()
        until = before.next_page(self._now()) if before else None
        if before is None or until is None:
            return
        raise SignInNeededError(
            f"{before.in_words()}; the next one opens at {time_of_day(until)} at the earliest",
            "run `aws-sso login` in a terminal to open one at once",
        )

    def unanswered(self) -> None:
        """Record an unanswered page; one that a person saw open does not count."""
        if not self._watched:
            before = self._shelf.read()
            now = self._now()
            lasts = before is not None and before.pages > 0 and before.ended <= now
            self._shelf.write((before if before and lasts else Unanswered(0, now)).one_more(now))

    def answered(self) -> None:
        """Record a finished sign-in."""
        self._shelf.clear()
