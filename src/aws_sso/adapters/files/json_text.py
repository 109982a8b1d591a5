"""JSON as it is read from files: whatever is wrong with it is a ValueError."""

from json import loads
from typing import Any


def parsed(text: bytes | str) -> Any:
    """Return what a JSON text says; raises ValueError, also for one nested without end."""
    try:
        return loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
