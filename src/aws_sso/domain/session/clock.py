"""Wrong clocks: differing from AWS's clock, or from their own earlier readings."""

_SLACK = 5.0


def is_in_future(then: float, now: float) -> bool:
    """Return whether a recorded time (Unix seconds) is in the future, by more than a clock's step.

    Such a time was recorded with a wrong clock and means nothing.
    """
    return not then <= now + _SLACK  # also true for a NaN, which a damaged file may contain


def wrong_clock(ahead: float) -> str:
    """Say how far off this machine's clock is; `ahead` is in seconds, negative for behind."""
    direction = "ahead of" if ahead > 0 else "behind"
    minutes = abs(ahead) / 60
    amount = f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"
    return f"this machine's clock is {amount} {direction} AWS's"
