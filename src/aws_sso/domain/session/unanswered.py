"""Sign-in pages that nobody answered: each makes the pause before the next one longer.

A laptop that polls AWS all night would open hundreds of tabs otherwise.
"""

from datetime import datetime

from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.clock import is_in_future

_SHORTEST, _LONGEST = 10 * 60, 60 * 60


@frozen
class Unanswered:
    """How many pages in a row nobody answered, and when the last one ended (Unix seconds)."""

    pages: int
    ended: float

    def one_more(self, now: float) -> "Unanswered":
        """Return the same with another page, which ended now."""
        return Unanswered(self.pages + 1, now)

    def next_page(self, now: float) -> float | None:
        """Return when the next page may open (Unix seconds), None for at once.

        After 10, 20, 40, 60 minutes, and 60 from then on. A time in the future was noted under a
        wrong clock, and is not believed.
        """
        if self.pages < 1 or is_in_future(self.ended, now):
            return None
        # The exponent is bounded: a damaged file may hold any number.
        pause = min(_SHORTEST * 2 ** min(self.pages - 1, 8), _LONGEST)
        until = self.ended + pause
        return until if until > now else None

    def in_words(self) -> str:
        """Say what happened."""
        if self.pages == 1:
            return "nobody answered the last sign-in page"
        return f"nobody answered the last {self.pages} sign-in pages"


def time_of_day(at: float) -> str:
    """Return the local time of a moment (Unix seconds), as people read it."""
    return datetime.fromtimestamp(at).astimezone().strftime("%H:%M")
