"""Texts with `*` and `?`, and ARNs with them."""

import re
from functools import lru_cache

_ARN_PARTS = 6


@lru_cache(maxsize=4096)
def _pattern(text: str, fold: bool) -> re.Pattern[str]:
    parts = (".*" if c == "*" else "." if c == "?" else re.escape(c) for c in text)
    return re.compile("".join(parts), re.DOTALL | (re.IGNORECASE if fold else 0))


def matches(pattern: str, text: str, *, ignoring_case: bool = False) -> bool:
    """Return whether a text matches a pattern: `*` is any text, `?` any one character."""
    return _pattern(pattern, ignoring_case).fullmatch(text) is not None


def arn_matches(pattern: str, arn: str) -> bool:
    """Return whether an ARN matches a pattern, part by part between colons.

    A pattern that ends in `*` before the last part also matches the following colons (IAM User
    Guide, "IAM JSON policy elements: Resource").
    """
    if pattern == "*":
        return True
    wanted = pattern.split(":", _ARN_PARTS - 1)
    found = arn.split(":", len(wanted) - 1)
    return len(wanted) == len(found) and all(map(matches, wanted, found))
