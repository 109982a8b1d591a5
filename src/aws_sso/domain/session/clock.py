"""A clock that disagrees with AWS's."""


def wrong_clock(ahead: float) -> str:
    """Say how far this machine's clock is off; `ahead` is in seconds, negative for behind."""
    direction = "ahead of" if ahead > 0 else "behind"
    minutes = abs(ahead) / 60
    amount = f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"
    return f"this machine's clock is {amount} {direction} AWS's"
