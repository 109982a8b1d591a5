"""handed-out.jsonl: the credentials that single-command servers handed out, latest last.

One line of JSON each: `at` (Unix seconds), `arn`, `scope`, `asker`. The limit is two megabytes; the
older half moves to handed-out.jsonl.1 and replaces it.
"""

import contextlib
import errno
import logging
import os
from pathlib import Path

from aws_sso.adapters.files.files import make_private_folder
from aws_sso.adapters.files.ours import open_ours, read_ours
from aws_sso.annotations import Sequence
from aws_sso.domain.server.handed_out import HandedOut
from aws_sso.errors import FileAccessError, UnsafeFileError

_log = logging.getLogger(__name__)
_MOST = 1 << 20


class HandedOutFile:
    """Adds lines, and finds the lines for a role."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, one: HandedOut) -> None:
        """Add a line; raises FileAccessError or UnsafeFileError."""
        make_private_folder(self._path.parent)
        with contextlib.suppress(FileNotFoundError):
            if os.stat(self._path).st_size >= _MOST:
                os.replace(self._path, f"{self._path}.1")
        try:
            # One write, so that lines from several servers do not mix.
            file = open_ours(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, hidden=True)
            try:
                _add_whole(file, one.line().encode())
            finally:
                os.close(file)
        except OSError as error:
            raise FileAccessError(
                f"cannot write {self._path}: {error.strerror}", None, error
            ) from None

    def of_role(self, arn: str) -> Sequence[HandedOut]:
        """Return a role's hand-outs, latest last; none if the file cannot be read."""
        try:
            content = read_ours(self._path, hidden=True, folder_hidden=False) or b""
        except (FileAccessError, UnsafeFileError) as error:
            _log.info("cannot read the log of handed-out credentials: %s", error.message)
            return ()
        lines = content.decode("utf-8", "replace").splitlines()
        return [one for line in lines if (one := HandedOut.of_line(line)) and one.arn == arn]


def _add_whole(file: int, line: bytes) -> None:
    """Append a line; raises OSError if it does not fit completely, and removes the partial line.

    A partial line would corrupt the next one too.
    """
    written = os.write(file, line)
    if written == len(line):
        return
    end = os.lseek(file, 0, os.SEEK_CUR)
    if os.fstat(file).st_size == end:
        os.ftruncate(file, end - written)
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
