"""New private files, safe from files or links that others put in their place."""

import os
from pathlib import Path

from aws_sso.adapters.files.files import not_done
from aws_sso.annotations import BinaryIO
from aws_sso.domain.text.messages import CHECK_FOLDER


def new_private_file(path: Path) -> BinaryIO:
    """Open a new file with mode 0600 for writing; an existing one is removed first.

    A link put in its place is not followed. Raises FileAccessError.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        path.unlink(missing_ok=True)
        return os.fdopen(os.open(path, flags, 0o600), "wb")
    except OSError as error:
        raise not_done(f"cannot write {path}", error, CHECK_FOLDER) from None
