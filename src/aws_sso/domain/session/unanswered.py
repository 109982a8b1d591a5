"""Unanswered sign-in pages: each one makes the pause before the next longer.

Otherwise, a laptop that polls AWS all night would open hundreds of tabs.
"""

from datetime import datetime

from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.clock import is_in_future

_SHORTEST, _LONGEST = 10 * 60, 60 * 60


@frozen
class Unanswered:
    """The number of consecutive unanswered pages, and when the last one ended (Unix seconds)."""

    pages: int
    ended: float

    def one_more(self, now: float) -> "Unanswered":
        """Return a copy with another page that ended now."""
        return Unanswered(self.pages + 1, now)

    def next_page(self, now: float) -> float | None:
        """Return when the next page may open (Unix seconds), None for at once.

        After 10, 20, 40, 60 minutes, and every 60 from then on. A time in the future was recorded
        with a wrong clock and is ignored.
        """
        if self.pages < 1 or is_in_future(self.ended, now):
            return None
        # The exponent is limited: a damaged file may contain any number.
        pause = min(_SHORTEST * 2 ** min(self.pages - 1, 8), _LONGEST)
        until = self.ended + pause
        return until if until > now else None

    def in_words(self) -> str:
        """Describe what happened."""
        if self.pages == 1:
            return "nobody answered the last sign-in page"
        return f"nobody answered the last {self.pages} sign-in pages"


def time_of_day(at: float) -> str:
    """Return a time (Unix seconds) in local time, for people."""
    return datetime.fromtimestamp(at).astimezone().strftime("%H:%M")
