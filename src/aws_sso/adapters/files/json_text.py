"""JSON from files: any problem raises ValueError."""

from json import loads
from typing import Any


def parsed(text: bytes | str) -> Any:
    """Parse JSON; raises ValueError, also if it is nested too deeply."""
    try:
        return loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
