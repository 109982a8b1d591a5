"""JSON from files: any problem raises ValueError."""

from json import loads

from aws_sso.adapters.files.uncollected import without_collecting
from aws_sso.annotations import Any


def parsed(text: bytes | str) -> Any:
    """Parse JSON; raises ValueError, also if it is nested too deeply."""
    try:
        # A collection deep in the recursion would run destructors that fail there, noisily.
        with without_collecting():
            return loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
