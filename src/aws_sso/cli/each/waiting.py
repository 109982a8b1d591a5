"""Output that waits for its turn to be printed, without filling the memory."""

from aws_sso.annotations import Iterator, Protocol

_LARGEST = 1 << 17
_HEAD = 5
"""Bytes before each piece: the number of its stream, and its length in four bytes."""
_PIECE = 1 << 16


class Spill(Protocol):
    """Keeps up to 128 KiB of bytes outside memory, and returns the place to take them from."""

    def put(self, content: bytes) -> int: ...
    def take(self, place: int) -> bytes: ...


class Waiting:
    """The output of one command, in order; what exceeds 128 KiB is kept in `spill`."""

    def __init__(self, spill: Spill) -> None:
        self._spill = spill
        self._places: list[int] = []
        self._last = bytearray()

    def add(self, stream: int, content: bytes) -> None:
        """Keep what a stream, 0 to 255, printed; raises OutputError."""
        for start in range(0, len(content), _PIECE):
            piece = content[start : start + _PIECE]
            if len(self._last) + _HEAD + len(piece) > _LARGEST:
                whole, self._last = bytes(self._last), bytearray()
                self._places.append(self._spill.put(whole))
            self._last += bytes([stream]) + len(piece).to_bytes(4, "big") + piece

    def taken(self) -> Iterator[tuple[int, bytes]]:
        """Yield all pieces, each with its stream, and forget them; raises OutputError."""
        places, last = self._places, bytes(self._last)
        self._places, self._last = [], bytearray()
        for place in places:
            yield from _pieces(self._spill.take(place))
        yield from _pieces(last)


def _pieces(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(content):
        ends = at + _HEAD + int.from_bytes(content[at + 1 : at + _HEAD], "big")
        yield content[at], content[at + _HEAD : ends]
        at = ends
