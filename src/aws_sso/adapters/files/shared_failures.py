"""Failures told to those who waited for the same thing, so that not all of them try again."""

import json
from pathlib import Path

from aws_sso import errors
from aws_sso.adapters.files.files import make_private_folder, read_bytes, write_atomically
from aws_sso.errors import FileAccessError, SsoError


class Failures:
    """Keeps the last failure of each shared piece of work, by name, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def record(self, name: str, error: SsoError, at: float) -> None:
        """Note that the work ended with `error` at a time in Unix seconds."""
        try:
            make_private_folder(self._folder)
            content = {
                "at": at,
                "kind": type(error).__name__,
                "message": error.message,
                "hint": error.hint,
            }
            write_atomically(self._path(name), json.dumps(content).encode())
        except FileAccessError:
            pass  # On a read-only disk each waiter finds out for itself.

    def since(self, name: str, began: float) -> SsoError | None:
        """Return the failure that ended the work after `began`: while the asker waited for it."""
        try:
            content = json.loads(read_bytes(self._path(name)) or b"{}")
            if content["at"] < began:
                return None
            kind = getattr(errors, content["kind"], SsoError)
            return _made(kind, content["message"], content["hint"])
        except (FileAccessError, ValueError, KeyError, TypeError):
            return None

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.failure"


def _made(kind: type[SsoError], message: str, hint: str | None) -> SsoError:
    """Make an error of a kind again; those with more to them than a text become plain ones."""
    simple = kind.__init__ is SsoError.__init__
    return (kind if simple else SsoError)(message, hint)
