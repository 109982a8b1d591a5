"""The tutorial, typed line by line in a terminal."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests import parts
from tests.program import Program
from tests.terminal.tmux import Tmux

PAGE = parts.ROOT / "docs" / "tutorial" / "first-steps.md"
SHOWN = {
    "make demo": "`exit` ends the demo",
    "aws-sso status": r"(Default|333344445555:ReadOnly).*\n",
    "aws-sso list shop": "333344445555:Deployer",
    "aws-sso exec shop dev developer -- env": "AWS_SSO_PROFILE=222233334444:Developer",
    "env | grep -c": "^0$",
    'eval "$(aws-sso eval -p': "",
    'eval "$(aws-sso eval --clear)"': "",
    "aws-sso config": "10 (added|profiles)",
    "grep -c credential_process": "^10$",
    "aws-sso explain": "Deployer",
    "aws-sso logout": "signed out of `Default`",
    "exit": "",
}
"""What the page says that a command shows."""


@pytest.fixture
def terminal(program: Program, tmp_path: Path) -> Iterator[Tmux]:
    """A terminal in a home without anything of ours."""
    program.config.unlink()
    (program.home / ".bashrc").write_text("PS1='$ '\n", encoding="utf-8")
    opened = Tmux(tmp_path, {**program.environ, "SHELL": "/bin/bash"}, 150, 50)
    yield opened
    opened.end()


def commands() -> list[str]:
    """Return what the page tells its reader to type."""
    blocks = re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


def test_every_command_of_the_tutorial_does_what_it_says(terminal: Tmux) -> None:
    """In the order of the page, in the shell that the demo leaves its user in."""
    typed = commands()
    assert typed[0] == "make demo"
    assert len(typed) > 10
    for number, command in enumerate(typed):
        (expected,) = (shown for start, shown in SHOWN.items() if command.startswith(start))
        # What follows `make demo` on its line comes after `exit`.
        ends = {"make demo": "", "exit": r"^<0:\d+>$"}
        ended = ends.get(command, rf"(?s:.*)^<{number}:\d+>$")
        shown = re.compile(expected + ended, re.M)
        # `make` would look for newer packages first.
        command = command.replace("make demo", "aws-sso demo")
        terminal.line(f'clear; {command}; echo "<{number}:$?>"')
        terminal.comes_to(partial(shown_by, shown), command)


def shown_by(text: "re.Pattern[str]", lines: list[str]) -> bool:
    """Whether a cleared screen has it."""
    return bool(text.search("\n".join(lines)))
