"""The AWS CLI's token folder, and the record of our exports to it."""

import os
from pathlib import Path

from aws_sso.adapters.files.files import make_private_folder, unlink, write_atomically
from aws_sso.adapters.files.instances_file import InstancesFile
from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.ours import folder_of, open_ours
from aws_sso.annotations import Callable, Mapping, Sequence, StrPath
from aws_sso.domain.text.json_text import parsed
from aws_sso.domain.text.messages import CHECK_OWNER
from aws_sso.errors import FileAccessError

_LOCK = "aws-cli-tokens"
_LARGEST = 1 << 20


class CliTokens:
    """Files in `~/.aws/sso/cache`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def content(self, name: str) -> object | None:
        """Return a file's JSON, its text if it is not JSON, or None if it does not exist.

        Raises UnsafeFileError if others may write to it, and FileAccessError.
        """
        path = self._folder / name
        try:
            with open(open_ours(path, os.O_RDONLY), "rb") as file:
                text = file.read(_LARGEST)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise FileAccessError(f"cannot read {path}: {error.strerror}", CHECK_OWNER) from None
        try:
            return parsed(text) or text
        except ValueError:
            return text

    def write(self, name: str, text: str) -> str:
        """Replace a file, mode 0600, and return its path."""
        make_private_folder(self._folder)
        write_atomically(self._folder / name, text.encode(), 0o600)
        return str(self._folder / name)

    def delete(self, name: str) -> None:
        """Delete a file."""
        unlink(self._folder / name)


class ExportNotesFile:
    """`aws-cli-tokens.json`: exports by instance; names and start URLs, no secrets."""

    def __init__(self, path: StrPath, locks: Locks, warn: Callable[[str], None]) -> None:
        self._path = path
        self._file = InstancesFile(path, 1, warn, "run `aws-sso setup aws-cli-token` again")
        self._locks = locks

    def all(self) -> Mapping[str, Sequence[str]]:
        """Return all exports."""
        found = {}
        for instance, keys in self._file.read().items():
            if isinstance(keys, list) and all(isinstance(key, str) for key in keys):
                found[instance] = keys
        return found

    def note(self, instance: str, keys: Sequence[str]) -> None:
        """Record the exports of an instance."""
        with self._locks.hold(_LOCK):
            make_private_folder(folder_of(self._path))
            self._file.write({**self.all(), instance: list(keys)})

    def forget(self, instance: str) -> None:
        """Forget an instance."""
        with self._locks.hold(_LOCK):
            self._file.write({name: keys for name, keys in self.all().items() if name != instance})
