"""The number of an instance's unanswered sign-in pages: a small file in `state/`."""

import contextlib

from aws_sso.adapters.files.files import make_private_folder, unlink, write_atomically
from aws_sso.adapters.files.ours import folder_of, read_ours
from aws_sso.annotations import StrPath
from aws_sso.domain.session.unanswered import Unanswered
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.errors import FileAccessError, UnsafeFileError


class UnansweredPages:
    """The file at a path; read and write errors are ignored."""

    def __init__(self, path: StrPath) -> None:
        self._path = path

    def read(self) -> Unanswered | None:
        """Return the record."""
        try:
            content = parsed(read_ours(self._path, hidden=True) or b"null")
            return Unanswered(int(content["pages"]), float(content["ended"]))
        except (FileAccessError, UnsafeFileError):
            return None
        except (ValueError, KeyError, TypeError, OverflowError):
            return None  # Damaged.

    def write(self, unanswered: Unanswered) -> None:
        """Store the record."""
        content = {"pages": unanswered.pages, "ended": unanswered.ended}
        with contextlib.suppress(FileAccessError, UnsafeFileError):
            make_private_folder(folder_of(self._path), hidden=True)
            write_atomically(self._path, written(content).encode())

    def clear(self) -> None:
        """Delete the record."""
        with contextlib.suppress(FileAccessError):
            unlink(self._path)
