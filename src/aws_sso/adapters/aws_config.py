"""The AWS SDKs' own files: `~/.aws/config`, which we add to, and `~/.aws/credentials`."""

import os
from collections.abc import Mapping
from pathlib import Path

from aws_sso.adapters.files import read_bytes, write_atomically
from aws_sso.adapters.locations import home_folder
from aws_sso.adapters.locks import Locks
from aws_sso.errors import FileAccessError


def aws_config_path(environ: Mapping[str, str]) -> Path:
    """Return where the SDKs read profiles: `$AWS_CONFIG_FILE`, else `~/.aws/config`."""
    return _path(environ, "AWS_CONFIG_FILE", "config")


def aws_credentials_path(environ: Mapping[str, str]) -> Path:
    """Return the file of static keys: `$AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`."""
    return _path(environ, "AWS_SHARED_CREDENTIALS_FILE", "credentials")


def read_text(path: Path) -> str:
    """Return a file's text without loss, empty if there is no such file.

    Bytes that are not UTF-8 become lone surrogates, and themselves again when written.
    """
    return (read_bytes(path) or b"").decode("utf-8", "surrogateescape")


def replace_text(path: Path, before: str, after: str, locks: Locks) -> None:
    """Replace a file's text, which must still be `before`; a new file gets mode 0600.

    Raises FileAccessError if it cannot be written, or was changed by another program since.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FileAccessError(
            f"the folder {path.parent} cannot be made: {error.strerror}",
            "check the permissions of the folder above it",
        ) from None
    with locks.hold("aws-config"):
        if read_text(path) != before:
            raise FileAccessError(
                f"{path} was changed by another program in the meantime",
                "nothing was written; run this again",
            )
        write_atomically(path, after.encode("utf-8", "surrogateescape"))


def _path(environ: Mapping[str, str], variable: str, name: str) -> Path:
    given = environ.get(variable)
    if not given:
        return home_folder(environ) / ".aws" / name
    if given == "~" or given.startswith("~/"):
        return Path(f"{home_folder(environ)}{given[1:]}")
    return Path(os.path.abspath(given))
