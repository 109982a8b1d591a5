"""Records a terminal: what it shows while somebody types, as frames of lengths that we decide."""

import re
import time
from pathlib import Path

from animated_svg import Frame, animated
from pictured import steady
from tests.terminal.tmux import Tmux
from tests.waiting import until

KEY, ANSWER, LAST = 60, 1400, 4000
"""How long a typed letter, an answer and the last screen are shown, in milliseconds."""
EMULATED = re.compile("which is not AWS")
"""A line that only the emulator brings: the recording is without it."""
ODD = re.compile(r"/tmp/|/var/|127\.0\.0\.1|localhost")
"""What would tell of the machine that a recording was made on."""


class Recorder(Tmux):
    """A terminal in somebody's home, whose screens are kept."""

    def __init__(self, folder: Path, environ: dict[str, str], columns: int, rows: int) -> None:
        super().__init__(folder, environ, columns, rows)
        self._home = Path(environ["HOME"])
        self._size = columns, rows
        self._frames: list[Frame] = []

    def keep(self, milliseconds: int) -> None:
        """Keep the screen as it is now."""
        cursor = self._cursor()
        lines: list[str] = []
        for line in self.screen("-e", "-N"):
            if not EMULATED.search(line):
                lines.append(steady(line, self._home))
            elif cursor and cursor[1] > len(lines):
                cursor = cursor[0], cursor[1] - 1
        self._frames.append(Frame(tuple(lines), cursor, milliseconds))

    def writes(self, text: str) -> None:
        """Type a text letter by letter."""
        for letter in text:
            self._type(letter)
            self.keep(KEY)
        self._lasts(ANSWER // 3)

    def answers(self, key: str, *texts: str) -> None:
        """Press a key, and keep the screen that has all of these texts in its answer."""
        self.keys(key)
        self.becomes(*texts)

    def becomes(self, *texts: str) -> None:
        """Keep the screen that has all of these texts, once it is at rest."""
        self.shows(*texts)
        self._rests(0.5)
        self.keep(ANSWER)

    def _type(self, letter: str) -> None:
        before = self._state()
        self.types(letter)
        until(lambda: self._state() != before, f"the letter {letter!r}")
        self._rests(0.1)

    def _rests(self, seconds: float) -> None:
        """Wait until the screen has stayed as it is for so long."""
        seen, since = self._state(), time.monotonic()
        while time.monotonic() - since < seconds:
            time.sleep(seconds / 5)
            if (now := self._state()) != seen:
                seen, since = now, time.monotonic()

    def save(self, target: Path, title: str) -> None:
        """Write the recording; its last screen stays a while."""
        self._lasts(LAST)
        picture = animated(title, self._frames, *self._size)
        if found := ODD.search(picture):
            raise ValueError(f"{target.name} shows {found[0]!r}")
        target.write_text(picture, encoding="utf-8")
        print(target, f"{len(picture) // 1024} KB")

    def _lasts(self, milliseconds: int) -> None:
        """Show the last frame for longer."""
        last = self._frames.pop()
        self._frames.append(Frame(last.lines, last.cursor, last.milliseconds + milliseconds))

    def _cursor(self) -> tuple[int, int] | None:
        told = self._run("display-message", "-p", "#{cursor_x} #{cursor_y} #{cursor_flag}")
        column, row, shown = (int(word) for word in told.split())
        return (column, row) if shown else None

    def _state(self) -> tuple[object, ...]:
        return *self.screen("-e", "-N"), self._cursor()
