"""Fixtures of tests on a terminal: terminals, and a home with a few roles of a shop."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aws_sso.emulator.organization import Organization
from aws_sso.emulator.pytest_plugin import StartIdentityCenter
from tests.program import Program
from tests.terminal.shells import PEOPLE, OpenShell, ShellTerminal
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


@pytest.fixture
def shop(tmp_path: Path, start_identity_center: StartIdentityCenter) -> Program:
    """A signed-in home with short profile names."""
    program = Program.in_new_home(tmp_path, start_identity_center(Organization.of(list(PEOPLE))))
    program.add_setting("ProfileFormat: '{{ .AccountAlias }}:{{ .RoleName }}'")
    program.succeeds("login")
    return program


@pytest.fixture
def open_shell(tmp_path: Path) -> Iterator[OpenShell]:
    """Opens terminals with a shell in a program's home."""
    opened: list[ShellTerminal] = []

    def start(shell: str, program: Program, **options: str) -> ShellTerminal:
        folder = tmp_path / f"shell-{len(opened)}"
        opened.append(ShellTerminal(shell, program, folder, **options))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.end()
