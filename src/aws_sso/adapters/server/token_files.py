"""Files with a slot's token, for containers to mount: written in place, never through a link."""

import os
import stat
from pathlib import Path

from aws_sso.adapters.files.files import make_private_folder, write_atomically
from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.ours import read_ours
from aws_sso.annotations import Sequence
from aws_sso.domain.frozen import as_plain
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import FileAccessError, UnsafeFileError
from aws_sso.use_cases.token_files import TokenFile

_LOCK = "token-files"


class NotedTokenFiles:
    """Stores the paths of such files in one of our files; their content is stored nowhere else."""

    def __init__(self, list_file: Path, locks: Locks) -> None:
        self._list_file = list_file
        self._locks = locks

    def noted(self) -> Sequence[TokenFile]:
        """Return the stored paths; none if the list is damaged."""
        try:
            return [TokenFile(**fields) for fields in parsed(self._content() or b"[]")]
        except (ValueError, TypeError):
            return []

    def note(self, file: TokenFile) -> None:
        """Store a path; each path has only one slot."""
        with self._locks.hold(_LOCK):
            self._keep([*(one for one in self.noted() if one.path != file.path), file])

    def forget(self, file: TokenFile) -> None:
        """Forget a path."""
        with self._locks.hold(_LOCK):
            self._keep([one for one in self.noted() if one != file])

    def write(self, path: str, header: Secret, *, must_be_there: bool) -> bool:
        """Write a header to a file, mode 0600; returns whether it was written.

        The file is created unless it `must_be_there`. An existing file is overwritten in place, so
        that a container that mounted it sees the new content. Raises UnsafeFileError for a link,
        and for a file of another user.
        """
        try:
            descriptor = _open(path, must_be_there)
            if descriptor is None:
                return False
            with open(descriptor, "wb") as file:
                _check(path, os.fstat(descriptor))
                if hasattr(os, "fchmod"):
                    os.fchmod(descriptor, 0o600)
                file.write(header.reveal().encode())
                file.truncate()
                file.flush()
                os.fsync(descriptor)
        except OSError as error:
            raise FileAccessError(
                f"cannot write {path}: {error.strerror}",
                "check the permissions of its folder; links are not followed",
            ) from None
        return True

    def _content(self) -> bytes | None:
        return read_ours(self._list_file, hidden=True)

    def _keep(self, files: Sequence[TokenFile]) -> None:
        make_private_folder(self._list_file.parent)
        content = written([as_plain(one) for one in files])
        write_atomically(self._list_file, content.encode(), 0o600)


def _open(path: str, must_be_there: bool) -> int | None:
    """Open a file for writing, without following links; None if a required file is missing."""
    # O_NONBLOCK: a FIFO in its place would block until there is a reader.
    flags = os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        if must_be_there:
            return None
    _check_folder(os.path.dirname(path))
    return os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)


def _check(path: str, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
        raise UnsafeFileError(
            f"{path} is not a regular file with a single name", "choose another file"
        )
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        raise UnsafeFileError(
            f"{path} belongs to another user (uid {status.st_uid})", "choose another file"
        )


def _check_folder(folder: str) -> None:
    """Raise UnsafeFileError for a folder in which others could replace our files."""
    if not hasattr(os, "geteuid"):
        return
    status = os.stat(folder)
    others_write = status.st_mode & 0o022 and not status.st_mode & stat.S_ISVTX
    if status.st_uid not in (os.geteuid(), 0) or others_write:
        raise UnsafeFileError(
            f"other users may write to {folder}",
            "choose a file in a folder that only you can write to",
        )
