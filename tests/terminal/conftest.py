"""Fixtures of tests on a terminal."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.program import Program
from tests.terminal.tmux import Tmux

OpenTerminal = Callable[..., Tmux]


@pytest.fixture
def open_terminal(tmp_path: Path) -> Iterator[OpenTerminal]:
    """Opens terminals in a program's home."""
    opened: list[Tmux] = []

    def start(program: Program, columns: int = 110, rows: int = 30, **environ: str) -> Tmux:
        folder = tmp_path / f"tmux-{len(opened)}"
        folder.mkdir()
        opened.append(Tmux(folder, {**program.environ, **environ}, columns, rows))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.end()
