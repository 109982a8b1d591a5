"""The AWS regions that botocore knows, without importing it."""

import json
from importlib.util import find_spec
from pathlib import Path


def region_names() -> dict[str, str]:
    """Return the names of all regions of all partitions, with their locations."""
    spec = find_spec("botocore")
    if spec is None or spec.origin is None:
        return {}
    try:
        content = json.loads((Path(spec.origin).parent / "data" / "partitions.json").read_bytes())
        return {
            name: region.get("description", "")
            for partition in content["partitions"]
            for name, region in partition["regions"].items()
            if not name.endswith("-global")
        }
    except (OSError, ValueError, KeyError, AttributeError):
        return {}
