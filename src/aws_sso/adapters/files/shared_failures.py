"""Failures shared with processes that waited for the same work, so that not all of them retry."""

import os

from aws_sso import errors
from aws_sso.adapters.files.files import make_private_folder, unlink, write_atomically
from aws_sso.adapters.files.ours import read_ours
from aws_sso.annotations import Iterator, StrPath
from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.clock import is_in_future
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.errors import FileAccessError, SsoError

_SUFFIX = ".failure"


@frozen
class KeptFailure:
    """A failure of some work, and its time (Unix seconds) according to the file."""

    path: str
    name: str
    at: float
    error: SsoError

    def forget(self) -> None:
        """Delete it; raises FileAccessError."""
        unlink(self.path)


class Failures:
    """Stores the last failure of each piece of shared work in a folder, by name."""

    def __init__(self, folder: StrPath) -> None:
        self._folder = folder

    def record(self, name: str, error: SsoError, at: float) -> None:
        """Record that the work failed with `error` at a time in Unix seconds."""
        try:
            make_private_folder(self._folder, hidden=True)
            content = {
                "at": at,
                "kind": type(error).__name__,
                "message": error.message,
                "hint": error.hint,
            }
            write_atomically(self._path(name), written(content).encode())
        except FileAccessError:
            pass  # On a read-only disk, each waiter finds out by itself.

    def since(self, name: str, began: float, now: float) -> SsoError | None:
        """Return the failure that ended the work after `began`, while the caller waited.

        A failure in the future was recorded with a wrong clock and is ignored.
        """
        kept = _read(self._path(name))
        if kept is None or kept.at < began or is_in_future(kept.at, max(now, began)):
            return None
        return kept.error

    def all(self) -> Iterator[KeptFailure]:
        """Yield all stored failures."""
        try:
            names = sorted(os.listdir(self._folder))
        except OSError:
            return
        for name in names:
            if name.endswith(_SUFFIX) and (kept := _read(os.path.join(self._folder, name))):
                yield kept

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, f"{name}{_SUFFIX}")


def _read(path: str) -> KeptFailure | None:
    try:
        content = parsed(read_ours(path, hidden=True) or b"{}")
        name = os.path.basename(path).removesuffix(_SUFFIX)
        error = _made(str(content["kind"]), str(content["message"]), content["hint"])
        return KeptFailure(path, name, float(content["at"]), error)
    except (FileAccessError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


def _made(name: str, message: str, hint: str | None) -> SsoError:
    """Recreate an error; errors with more fields than a text become plain ones."""
    kind = getattr(errors, name, None)
    if not (isinstance(kind, type) and issubclass(kind, SsoError)):
        kind = SsoError
    simple = kind.__init__ is SsoError.__init__
    return (kind if simple else SsoError)(message, hint)
