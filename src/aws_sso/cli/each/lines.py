"""Splits command output, which arrives in pieces, into lines."""

_LONGEST = 1 << 16


class Lines:
    """Splits pieces of one stream into lines; an endless line comes in parts."""

    def __init__(self) -> None:
        self._rest = b""

    def add(self, content: bytes) -> list[bytes]:
        """Return the lines completed so far, without line ends."""
        *lines, self._rest = (self._rest + content).split(b"\n")
        if len(self._rest) >= _LONGEST:
            lines.append(self._rest)
            self._rest = b""
        return lines

    def end(self) -> list[bytes]:
        """Return the rest after the last line end."""
        rest, self._rest = self._rest, b""
        return [rest] if rest else []
