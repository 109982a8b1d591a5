"""Our JSON files with an entry per instance and no secrets.

{"version": VERSION, "instances": {NAME: …}}
"""

from aws_sso.adapters.files.files import set_aside, write_atomically
from aws_sso.adapters.files.ours import read_ours
from aws_sso.annotations import Any, Callable, Mapping, StrPath
from aws_sso.domain.text.json_text import parsed, written

NOT_OURS = (ValueError, KeyError, TypeError, AttributeError, OverflowError)
"""What parsing an entry raises if we did not write it."""


class InstancesFile:
    """Reads and writes such a file; writers take a lock before reading.

    `warn` is called for a damaged file, with `remedy` at the end. A file with a key from
    `foreign` belongs to another program: it is ignored without a warning.
    """

    def __init__(
        self,
        path: StrPath,
        version: int,
        warn: Callable[[str], None],
        remedy: str = "",
        foreign: frozenset[str] = frozenset(),
    ) -> None:
        self._path = path
        self._version = version
        self._warn = warn
        self._remedy = remedy
        self._foreign = foreign

    def read(self) -> dict[str, Any]:
        """Return the entries by instance; a damaged file is set aside and counts as missing.

        Raises UnsafeFileError, and FileAccessError if it cannot be read or set aside.
        """
        raw = read_ours(self._path)
        if raw is None:
            return {}
        try:
            content = parsed(raw)
        except ValueError:
            content = None
        if isinstance(content, dict):
            instances = content.get("instances")
            if content.get("version") == self._version and isinstance(instances, dict):
                return instances
            if not self._foreign.isdisjoint(content):
                return {}
        self.lay_aside()
        return {}

    def write(self, instances: Mapping[str, Any]) -> None:
        """Replace the file; raises FileAccessError."""
        content = {"version": self._version, "instances": instances}
        write_atomically(self._path, written(content).encode() + b"\n")

    def lay_aside(self) -> None:
        """Set the unusable file aside; raises FileAccessError."""
        aside = set_aside(self._path)
        told = f"{self._path} was damaged or from another version; renamed to {aside}"
        self._warn(f"{told}; {self._remedy}" if self._remedy else told)
