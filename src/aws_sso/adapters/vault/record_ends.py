"""When a sealed record expires, from the header alone: without key, store or cryptography."""

import os

from aws_sso.adapters.files.ours import check_folder, open_ours
from aws_sso.adapters.vault.record_format import read_header, record_path
from aws_sso.annotations import StrPath

_LONGEST_HEADER = 400


def record_ends(vault: StrPath, instance: str, kind: str, name: str) -> int | None:
    """Return when a record claims to expire (Unix seconds), None if it is missing or unreadable.

    Good enough to show, but not for decisions. `vault` is the folder of the whole vault. Raises
    UnsafeFileError if others can read the vault.
    """
    check_folder(vault, hidden=True)
    path = record_path(os.fspath(vault), instance, kind, name)
    try:
        with open(open_ours(path, os.O_RDONLY, hidden=True), "rb") as file:
            return read_header(file.readline(_LONGEST_HEADER))[1]
    except (OSError, ValueError):
        return None
