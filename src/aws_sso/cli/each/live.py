"""Status lines at the bottom of the terminal that change while commands run."""

import os
import sys
import time

from aws_sso.annotations import Sequence

_EVERY = 0.1
_MOST_LINES = 12


class LiveLines:
    """Shows lines on stderr below all output, if it is a terminal.

    Call `hide` before printing anything else, and `show` after it.
    """

    def __init__(self) -> None:
        self._visible = sys.stderr.isatty()
        self._drawn = 0
        self._at = 0.0

    @property
    def is_due(self) -> bool:
        """Whether it is time to draw again."""
        return self._visible and time.monotonic() - self._at >= _EVERY

    def show(self, lines: Sequence[str]) -> None:
        """Draw lines in place of the old ones, each cut to the terminal's width."""
        try:
            columns, rows = os.get_terminal_size(2)
        except OSError:
            columns, rows = 80, 24
        most = max(1, min(_MOST_LINES, rows - 2))
        shown = list(lines[:most])
        if len(lines) > most:
            shown[-1] = f"  and {len(lines) - most + 1} more"
        text = "".join(f"{cut(line, columns - 1)}\n" for line in shown)
        print(f"{self._erasing}{text}", end="", file=sys.stderr, flush=True)
        self._drawn, self._at = len(shown), time.monotonic()

    def hide(self) -> None:
        """Remove the lines."""
        if self._drawn:
            print(self._erasing, end="", file=sys.stderr, flush=True)
            self._drawn = 0

    @property
    def _erasing(self) -> str:
        """Moves up to the first line and clears everything below (ECMA-48, CPL and ED)."""
        return f"\x1b[{self._drawn}F\x1b[J" if self._drawn else ""


def cut(line: str, cells: int) -> str:
    """Return as much of a line as fits into so many cells; wide characters count as two."""
    if line.isascii():
        return line[:cells]
    from rich.cells import cell_len, set_cell_size

    return line if cell_len(line) <= cells else set_cell_size(line, cells)
