"""What other tools keep below `~/.aws`."""

from collections.abc import Sequence
from pathlib import Path

from aws_sso.adapters.files.json_text import parsed
from aws_sso.errors import FileAccessError


class Caches:
    """JSON files in folders below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def contents(self, name: str) -> list[tuple[Path, object]]:
        """Return the files in a folder with what they say, those that can be read."""
        found: list[tuple[Path, object]] = []
        for path in sorted((self.folder / name).glob("*.json")):
            try:
                found.append((path, parsed(path.read_bytes())))
            except (OSError, ValueError):
                continue
        return found

    def delete(self, files: Sequence[Path]) -> None:
        """Delete files; raises FileAccessError for one that cannot be."""
        for path in files:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise FileAccessError(
                    f"{path} cannot be deleted: {error.strerror}", "check its permissions"
                ) from None
