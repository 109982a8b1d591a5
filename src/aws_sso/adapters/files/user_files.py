"""The user's text files of which we change a part."""

from pathlib import Path

from aws_sso.adapters.files.files import not_done, read_bytes, unlink, write_atomically
from aws_sso.adapters.files.locks import Locks
from aws_sso.errors import FileAccessError


def read_text(path: Path) -> str:
    """Return a file's text without loss, "" if it does not exist.

    Bytes that are not UTF-8 become lone surrogates, which are written back unchanged.
    """
    return (read_bytes(path) or b"").decode("utf-8", "surrogateescape")


def replace_text(
    path: Path, before: str, after: str, locks: Locks, *, mode: int | None = None
) -> None:
    """Replace a file's text, which must still be `before`.

    A new file gets mode 0600; an existing one keeps its mode, unless `mode` is given. Raises
    FileAccessError if it cannot be written or another program changed it.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise not_done(
            f"cannot create folder {path.parent}",
            error,
            "check the permissions of the folder above it",
        ) from None
    with locks.hold("user-files"):
        now = read_text(path)
        if now == after:
            return  # Another of our processes did the same at the same time.
        if now != before:
            raise FileAccessError(
                f"{path} was changed by another program in the meantime",
                "nothing was written; run the command again",
            )
        write_atomically(path, after.encode("utf-8", "surrogateescape"), mode)


def remove_file(path: Path) -> None:
    """Remove a file if it exists; raises FileAccessError if that fails."""
    unlink(path)
