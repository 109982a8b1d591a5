"""Files with a slot's token for clients, kept up to date because each run has new tokens."""

from aws_sso.annotations import Callable, Protocol, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import SsoError
from aws_sso.use_cases.control_server import HeaderFor


@frozen
class TokenFile:
    """A file with the token of one slot of the server on a port."""

    path: str
    slot: str
    port: int


class TokenFiles(Protocol):
    """Writes such files and remembers them.

    `write` creates the file unless it `must_be_there`, and returns whether it was written; links
    are not followed. Both raise FileAccessError or UnsafeFileError.
    """

    def noted(self) -> Sequence[TokenFile]: ...
    def note(self, file: TokenFile) -> None: ...
    def forget(self, file: TokenFile) -> None: ...
    def write(self, path: str, header: Secret, *, must_be_there: bool) -> bool: ...


def keep_token_file(files: TokenFiles, file: TokenFile, header: Secret) -> None:
    """Write a slot's token to a file, now and whenever its server starts."""
    files.write(file.path, header, must_be_there=False)
    files.note(file)


def write_token_files(
    files: TokenFiles, port: int, header_for: HeaderFor, warn: Callable[[str], None]
) -> None:
    """Update the files of the server on a port, and forget missing ones."""
    try:
        noted = files.noted()
    except SsoError as error:
        warn(f"could not update token files: {error.message}")
        return
    for file in noted:
        header = header_for(file.slot)
        if file.port != port or header is None:
            continue
        try:
            if not files.write(file.path, header, must_be_there=True):
                files.forget(file)
        except SsoError as error:
            warn(f"could not update token file {file.path}: {error.message}")
