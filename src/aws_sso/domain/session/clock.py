"""A clock that disagrees with AWS's, or with itself a while ago."""

_SLACK = 5.0


def is_in_future(then: float, now: float) -> bool:
    """Tell whether a moment that we noted (Unix seconds) lies ahead, by more than a clock's step.

    The clock was wrong when it was noted, so it tells nothing.
    """
    return not then <= now + _SLACK  # so that a NaN, which a damaged file may hold, does as well


def wrong_clock(ahead: float) -> str:
    """Say how far this machine's clock is off; `ahead` is in seconds, negative for behind."""
    direction = "ahead of" if ahead > 0 else "behind"
    minutes = abs(ahead) / 60
    amount = f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"
    return f"this machine's clock is {amount} {direction} AWS's"
