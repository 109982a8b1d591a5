"""Who may read and write files: their POSIX mode bits."""

import os
import stat
from pathlib import Path

from aws_sso.errors import FileAccessError


class Modes:
    """The mode bits of files and folders."""

    def mode_of(self, path: Path) -> int | None:
        """Return them; None where there is no such file, or the system has no such bits."""
        if os.name != "posix":
            return None
        try:
            return stat.S_IMODE(path.stat().st_mode)
        except OSError:
            return None

    def change_mode(self, path: Path, mode: int) -> None:
        """Set them; raises FileAccessError if that cannot be."""
        try:
            path.chmod(mode)
        except OSError as error:
            raise FileAccessError(
                f"the mode of {path} cannot be changed: {error.strerror}",
                "ask whoever it belongs to",
            ) from None
