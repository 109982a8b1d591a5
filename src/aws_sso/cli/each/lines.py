"""Lines out of what commands print piece by piece."""

_LONGEST = 1 << 16


class Lines:
    """Cuts pieces of one stream into lines; one without end comes in parts."""

    def __init__(self) -> None:
        self._rest = b""

    def add(self, content: bytes) -> list[bytes]:
        """Return the lines that are complete by now, each without its end."""
        *lines, self._rest = (self._rest + content).split(b"\n")
        if len(self._rest) >= _LONGEST:
            lines.append(self._rest)
            self._rest = b""
        return lines

    def end(self) -> list[bytes]:
        """Return what came after the last end of a line."""
        rest, self._rest = self._rest, b""
        return [rest] if rest else []
