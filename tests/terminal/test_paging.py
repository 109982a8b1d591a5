"""Long texts in the user's pager, on a real terminal."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aws_sso.emulator.organization import generated
from aws_sso.emulator.pytest_plugin import StartIdentityCenter
from tests import parts
from tests.program import PASSWORD, Program
from tests.terminal.tmux import Tmux

PAGER = """\
import json, os, sys
text = sys.stdin.read()
seen = {"lines": text.splitlines(), "environ": dict(os.environ)}
open(os.path.expanduser("~/paged"), "w").write(json.dumps(seen))
"""
OpenTerminal = Callable[..., Tmux]


@pytest.fixture
def many(tmp_path: Path, start_identity_center: StartIdentityCenter) -> Program:
    """A signed-in home with 2,000 roles."""
    program = Program.in_new_home(tmp_path, start_identity_center(generated(400, 5)))
    program.add_setting("Threads: 20")
    program.succeeds("login")
    return program


@pytest.fixture
def open_terminal(tmp_path: Path) -> Iterator[OpenTerminal]:
    """Opens a terminal in a program's home."""
    opened: list[Tmux] = []

    def start(program: Program, **environ: str) -> Tmux:
        opened.append(Tmux(tmp_path, {**program.environ, **environ}, 100, 24))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.end()


def test_two_thousand_new_profiles_are_a_line_and_then_a_diff_to_page_through(
    many: Program, open_terminal: OpenTerminal
) -> None:
    """`less` by itself: a screen at a time, `q` leaves it, and the question stands below."""
    parts.program("less")
    terminal = open_terminal(many)
    terminal.line("aws-sso config")
    terminal.shows("2,000 added, 0 changed, 0 removed", "+++", "\n:")
    terminal.keys("Space")
    terminal.types("q")
    terminal.shows("Write this to ", "[y/N]")
    terminal.line("y")
    terminal.comes_to(lambda lines: "$" in lines, "the prompt")
    assert (many.home / ".aws" / "config").read_text(encoding="utf-8").count("[profile ") == 2000


def test_the_pager_is_the_users_own_and_sees_no_password(
    many: Program, open_terminal: OpenTerminal
) -> None:
    """`$PAGER` with its arguments, run by no shell, gets the whole diff."""
    script = many.home / "a pager.py"
    script.write_text(PAGER, encoding="utf-8")
    assert many.environ["AWS_SSO_FILE_PASSWORD"] == PASSWORD
    terminal = open_terminal(many, PAGER=f"{sys.executable} '{script}' $(touch pwned)")
    terminal.line("aws-sso config")
    terminal.shows("Write this to ", "[y/N]")
    seen = json.loads((many.home / "paged").read_text(encoding="utf-8"))
    assert sum(line.startswith("+[profile ") for line in seen["lines"]) == 2000
    assert "AWS_SSO_FILE_PASSWORD" not in seen["environ"]
    assert not (many.home / "pwned").exists()


def test_without_a_pager_the_beginning_is_shown(many: Program, open_terminal: OpenTerminal) -> None:
    """None on this machine, or none wanted."""
    terminal = open_terminal(many)
    for pager in ("", "cat", "/nonexistent/pager", "'"):
        terminal.line(f'clear; PAGER="{pager}" aws-sso config')
        terminal.shows("more lines; run `aws-sso config --diff` to see all", "[y/N]")
        terminal.keys("Enter")
        terminal.shows("nothing was written")


def test_a_short_text_is_not_paged(signed_in: Program, open_terminal: OpenTerminal) -> None:
    """What fits on the screen stays on it, whatever the pager."""
    signed_in.succeeds("config", "--force")
    signed_in.add_setting("ConfigVariables: {}")
    path = signed_in.home / ".aws" / "config"
    path.write_text(
        path.read_text(encoding="utf-8").replace("[profile 111122223333:Admin]\n", ""),
        encoding="utf-8",
    )
    terminal = open_terminal(signed_in, PAGER="sh -c 'touch paged'")
    terminal.line("aws-sso config")
    terminal.shows("1 added", "+[profile 111122223333:Admin]", "[y/N]")
    assert not (signed_in.home / "paged").exists()
