"""A private file for what does not fit into memory."""

import tempfile

from aws_sso.annotations import IO
from aws_sso.errors import OutputError

SLOT = 1 << 17
"""The most bytes that are kept at a time."""


class Spill:
    """Keeps pieces of up to `SLOT` bytes in a temporary file until they are taken.

    The file has no name, or is removed when this process ends, and only the user can read it. It
    is in the folder that `TMPDIR` names, and made when first needed. Places are used again.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._lengths: list[int] = []
        self._free: list[int] = []

    def put(self, content: bytes) -> int:
        """Keep a piece and return its place; raises OutputError."""
        place = self._free.pop() if self._free else len(self._lengths)
        try:
            if self._file is None:
                # Unbuffered: a full disk is noticed here.
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - open to the end
            self._file.seek(place * SLOT)
            rest = memoryview(content)
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise _not_kept(error) from None
        self._lengths[place : place + 1] = [len(content)]
        return place

    def take(self, place: int) -> bytes:
        """Return the piece at a place, which is free from then on; raises OutputError."""
        assert self._file is not None
        try:
            self._file.seek(place * SLOT)
            content = self._file.read(self._lengths[place])
        except OSError as error:
            raise _not_kept(error) from None
        self._free.append(place)
        return content


def _not_kept(error: OSError) -> OutputError:
    return OutputError(
        f"cannot keep output in a temporary file: {error.strerror or error}",
        "set `TMPDIR` to a folder with more space, or write to files with `--out`",
    )
