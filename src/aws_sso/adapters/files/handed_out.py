"""handed-out.jsonl: what servers of one command handed out, the latest last.

A line of JSON each: `at` (Unix seconds), `arn`, `scope`, `asker`. Two megabytes are kept at most:
the older half goes to handed-out.jsonl.1, in place of what was there.
"""

import contextlib
import errno
import logging
import os
from collections.abc import Sequence
from pathlib import Path

from aws_sso.adapters.files.files import make_private_folder
from aws_sso.adapters.files.ours import open_ours, read_ours
from aws_sso.domain.server.handed_out import HandedOut
from aws_sso.errors import FileAccessError, UnsafeFileError

_log = logging.getLogger(__name__)
_MOST = 1 << 20


class HandedOutFile:
    """Adds lines, and finds those of a role."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, one: HandedOut) -> None:
        """Add a line; raises FileAccessError or UnsafeFileError where that cannot be."""
        make_private_folder(self._path.parent)
        with contextlib.suppress(FileNotFoundError):
            if os.stat(self._path).st_size >= _MOST:
                os.replace(self._path, f"{self._path}.1")
        try:
            # Appended in one write, so that lines of several servers do not mix.
            file = open_ours(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, hidden=True)
            try:
                _add_whole(file, one.line().encode())
            finally:
                os.close(file)
        except OSError as error:
            raise FileAccessError(
                f"{self._path} cannot be written: {error.strerror}", None, error
            ) from None

    def of_role(self, arn: str) -> Sequence[HandedOut]:
        """Return what was handed out of a role, the latest last; none where it cannot be read."""
        try:
            content = read_ours(self._path, hidden=True, folder_hidden=False) or b""
        except (FileAccessError, UnsafeFileError) as error:
            _log.info("what was handed out is not known: %s", error.message)
            return ()
        lines = content.decode("utf-8", "replace").splitlines()
        return [one for line in lines if (one := HandedOut.of_line(line)) and one.arn == arn]


def _add_whole(file: int, line: bytes) -> None:
    """Append a line; raises OSError if there was room for a part of it only, which is taken back.

    Left there, it would spoil the next line too.
    """
    written = os.write(file, line)
    if written == len(line):
        return
    end = os.lseek(file, 0, os.SEEK_CUR)
    if os.fstat(file).st_size == end:
        os.ftruncate(file, end - written)
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
