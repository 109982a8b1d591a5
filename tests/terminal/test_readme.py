"""What README tells a newcomer to type, on a real terminal."""

import re
import time
from pathlib import Path

import pytest

from aws_sso.emulator.organization import Account, Organization
from aws_sso.emulator.pytest_plugin import StartIdentityCenter
from tests import parts
from tests.program import Program
from tests.terminal.conftest import OpenTerminal

ACCOUNTS = (
    Account("111122223333", "shop-prod", "a@example.com", ["ReadOnly"]),
    Account("111122224444", "shop-dev", "b@example.com", ["Admin"]),
)


@pytest.fixture
def section() -> str:
    """The part of README with the three commands."""
    text = (parts.ROOT / "README.md").read_text(encoding="utf-8")
    return re.split(r"^## ", text.split("## Three commands\n")[1], flags=re.M)[0]


def test_three_commands_lead_from_nothing_to_credentials_within_a_minute(
    section: str,
    tmp_path: Path,
    start_identity_center: StartIdentityCenter,
    open_terminal: OpenTerminal,
) -> None:
    """Typed as they are there, with the answers that the wizard suggests."""
    sign_in, switch, console = re.findall(r"^\*\*`([^`]+)`\*\*", section, re.M)
    (install,) = re.findall(r"`(aws-sso setup shell[^`]*)`", section)
    center = start_identity_center(Organization.of(list(ACCOUNTS)))
    center.world.auto_approve = True
    program = Program.in_new_home(tmp_path, center)
    program.config.unlink()
    program.environ["SHELL"] = "/bin/bash"
    (program.home / ".bashrc").write_text("PS1='$ '\n", encoding="utf-8")
    terminal = open_terminal(program)
    began = time.monotonic()

    terminal.line(sign_in)
    terminal.shows("? Start URL")
    terminal.line(center.start_url)
    terminal.shows("2 roles in 2 accounts", "rofiles")
    terminal.keys("Enter")
    terminal.shows("~/.aws/config?")
    terminal.types("y")
    terminal.shows("2 added")
    terminal.comes_to(lambda lines: [line for line in lines if line][-1:] == ["$"], "a prompt")
    terminal.line(install)
    terminal.shows("setup shell --uninstall")
    terminal.comes_to(lambda lines: [line for line in lines if line][-1:] == ["$"], "a prompt")
    terminal.line("clear; exec bash")
    terminal.comes_to(lambda lines: [line for line in lines if line][-1:] == ["$"], "a new shell")
    terminal.line(switch)
    terminal.shows("now `111122223333:ReadOnly`", "[111122223333:ReadOnly 59m] $")
    terminal.line("clear; printenv AWS_SESSION_TOKEN | wc -w")
    terminal.comes_to(lambda lines: lines[0] == "1", "credentials")
    assert time.monotonic() - began < 60
    terminal.line(f"clear; {console}")
    terminal.shows("/federation?Action=login")
