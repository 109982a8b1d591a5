"""The scenes of the recordings in docs/images: signing in, the daily switch, the console."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recorder import Recorder
from tests.program import Program

from aws_sso.emulator.organization import Account, Organization
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.server import serving
from aws_sso.emulator.world import World

IMAGES = Path(__file__).parent.parent / "docs" / "images"
START_URL = "https://d-1234567890.awsapps.com/start"
CONFIG = f"""\
SSOConfig:
  Default:
    SSORegion: us-east-1
    StartUrl: {START_URL}
    Accounts:
      111122223333: {{Tags: {{Color: red}}}}
      111122224444: {{Tags: {{Color: green}}}}
ProfileFormat: "{{{{ .AccountAlias }}}}:{{{{ .RoleName }}}}"
SecureStore: file
UnlockMinutes: 0
"""
START_UP = """\
PS1='$ '
unset HISTFILE
# As at a desk, wherever the recording is made.
aws-sso() { command aws-sso --auth-workflow pkce "$@"; }
"""
ACCOUNTS = [
    ("111122223333", "shop-prod", ["ReadOnly"]),
    ("111122224444", "shop-dev", ["Admin"]),
    ("222233334444", "payments-prod", ["ReadOnly", "Support"]),
    ("222233335555", "payments-dev", ["Admin", "Developer"]),
    ("333344445555", "data-lake", ["DataEngineer", "ReadOnly"]),
    ("444455556666", "network", ["NetworkAdmin"]),
]
ORGANIZATION = Organization.of(
    [Account(number, name, f"{name}@example.com", roles) for number, name, roles in ACCOUNTS]
)


@contextmanager
def recorder(program: Program, rows: int) -> Iterator[Recorder]:
    """Open a terminal in the program's home, with the user's own bash."""
    with tempfile.TemporaryDirectory() as made:
        terminal = Recorder(Path(made), program.environ, 92, rows)
        try:
            terminal.line("exec bash -i")
            terminal.comes_to(lambda lines: lines[1] == "$", "a new shell")
            terminal.line("clear")
            terminal.comes_to(lambda lines: lines[0] == "$" and not any(lines[1:]), "a screen")
            terminal.keep(600)
            yield terminal
        finally:
            terminal.end()


def sign_in(program: Program) -> None:
    """From an empty home to a first role."""
    program.config.unlink()
    program.folder.rmdir()
    with recorder(program, 30) as terminal:
        terminal.writes("aws-sso login")
        terminal.answers("Enter", "Start URL")
        terminal.writes("d-1234567890")
        terminal.answers("Enter", "asks you to sign in")
        allow(program)
        terminal.becomes("How should profiles be named?")
        terminal.answers("Down", "How should profiles be named?")
        terminal.answers("Enter", "Write profiles to ~/.aws/config?")
        terminal.answers("y", "already signed in")
        terminal.save(IMAGES / "sign-in.svg", "Signing in for the first time: aws-sso login")
    program.succeeds("lock")


def switch(program: Program) -> None:
    """Between two roles, with the prompt that knows."""
    allow(program)
    program.succeeds("login")
    program.succeeds("setup", "shell", "--shell", "bash", "--prompt")
    with recorder(program, 11) as terminal:
        terminal.writes("assume shop dev")
        terminal.answers("Enter", "now `shop-dev:Admin` for")
        terminal.writes("assume shop prod")
        terminal.answers("Enter", "now `shop-prod:ReadOnly` for")
        terminal.writes("assume -")
        terminal.answers("Enter", "was `shop-prod:ReadOnly`")
        terminal.writes("aws-sso status")
        terminal.answers("Enter", "session")
        terminal.save(IMAGES / "switch.svg", "Switching roles: assume shop prod, assume -")


def console(program: Program) -> None:
    """The console of this shell's role, and of another one."""
    allow(program)
    program.succeeds("login")
    program.succeeds("setup", "shell", "--shell", "bash", "--prompt")
    with recorder(program, 9) as terminal:
        terminal.writes("assume shop prod")
        terminal.answers("Enter", "now `shop-prod:ReadOnly` for")
        terminal.writes("assume -c -s s3")
        terminal.answers("Enter", "opening the console as")
        terminal.writes("aws-sso console arn:aws:sns:us-east-1:111122224444:orders")
        terminal.answers("Enter", "in account 111122224444")
        terminal.save(IMAGES / "console.svg", "Opening the console: assume -c -s s3")


def browser(program: Program) -> Path:
    """Write a program that stands for the user with a browser, who takes their time to sign in."""
    path = program.home.parent / "firefox"
    wait = f"while ! [ -e {program.home.parent}/allowed ]; do sleep 0.1; done"
    visit = f'exec {sys.executable} -m aws_sso.emulator.browser "$1"'
    path.write_text(f"#!/bin/sh\n{wait}\n{visit}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def allow(program: Program) -> None:
    """Let the browser open pages, and allow what they ask."""
    (program.home.parent / "allowed").touch()


def record_all() -> None:
    with serving(lambda url: World(url, ORGANIZATION)) as world:
        world.sign_in.start_urls.append(START_URL)
        for scene in (sign_in, switch, console):
            with tempfile.TemporaryDirectory() as made:
                program = Program.in_new_home(Path(made), RunningIdentityCenter(world))
                program.configure(CONFIG)
                (program.home / ".bashrc").write_text(START_UP, encoding="utf-8")
                # With a display, as at a desk; and the same hours everywhere.
                program.environ |= {"DISPLAY": ":0", "TZ": "UTC"}
                program.environ["AWS_SSO_BROWSER"] = str(browser(program))
                scene(program)


if __name__ == "__main__":
    record_all()
