"""What somebody may have meant who mistyped a name."""

from collections.abc import Iterable


def nearest(text: str, names: Iterable[str], count: int = 1, cutoff: float = 0.6) -> list[str]:
    """Return the names most like `text`, the best first; `cutoff` is from 0 (any) to 1 (equal)."""
    # Only here: most command lines are typed right.
    from difflib import get_close_matches

    return get_close_matches(text, list(names), count, cutoff)
