"""Caches of other tools in `~/.aws`."""

from pathlib import Path

from aws_sso.annotations import Sequence
from aws_sso.domain.text.json_text import parsed
from aws_sso.errors import FileAccessError


class Caches:
    """JSON files in folders below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def contents(self, name: str) -> list[tuple[Path, object]]:
        """Return the readable files in a folder, with their content."""
        found: list[tuple[Path, object]] = []
        for path in sorted((self.folder / name).glob("*.json")):
            try:
                if path.is_file():  # A pipe would never end.
                    found.append((path, parsed(path.read_bytes())))
            except (OSError, ValueError):
                continue
        return found

    def delete(self, files: Sequence[Path]) -> None:
        """Delete files; raises FileAccessError if one cannot be deleted."""
        for path in files:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise FileAccessError(
                    f"cannot delete {path}: {error.strerror}", "check its permissions"
                ) from None
