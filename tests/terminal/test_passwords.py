"""Asking for the vault's password, on a real terminal."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from aws_sso.adapters.vault.kernel_keyring import KernelKeyring
from aws_sso.adapters.vault.unlocked import Unlocked
from tests import parts
from tests.program import Program

PROFILE = "111122223333:Admin"
ASKS = "Password for the aws-sso vault: "


def terminal(program: Program, *command: str) -> pexpect.spawn:
    """Start a command on a terminal of its own."""
    return pexpect.spawn(
        command[0],
        list(command[1:]),
        env={**program.environ, "TERM": "xterm"},
        encoding="utf-8",
        timeout=60,
    )


def aws_sso(program: Program, *arguments: str) -> pexpect.spawn:
    return terminal(program, sys.executable, "-m", "aws_sso", *arguments)


def answer(child: pexpect.spawn, question: str, text: str) -> None:
    child.expect_exact(question)
    child.sendline(text)


def end(child: pexpect.spawn) -> tuple[int, str]:
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, child.before


@pytest.fixture
def at_terminal(program: Program) -> Iterator[Program]:
    """Nobody set the password in advance; an unlocked vault does not stay open."""
    del program.environ["AWS_SSO_FILE_PASSWORD"]
    program.add_setting("UnlockMinutes: 0")
    yield program
    file = program.folder / "vault" / "vault.json"
    if file.exists():
        Unlocked(KernelKeyring(), 1).drop(json.loads(file.read_text(encoding="utf-8"))["vault_id"])


@pytest.fixture
def with_vault(at_terminal: Program) -> Program:
    """Signed in, with the password `right`."""
    child = aws_sso(at_terminal, "login")
    answer(child, "New password for the aws-sso vault: ", "right")
    answer(child, "Repeat the password: ", "right")
    code, shown = end(child)
    assert code == 0, shown
    return at_terminal


def test_a_new_password_is_asked_for_twice(at_terminal: Program) -> None:
    """Again if the two differ, or if it is empty; it is never shown."""
    child = aws_sso(at_terminal, "login")
    child.expect_exact("choose a password for the vault")
    answer(child, "New password for the aws-sso vault: ", "")
    child.expect_exact("the password must not be empty")
    answer(child, "New password for the aws-sso vault: ", "one")
    answer(child, "Repeat the password: ", "other")
    child.expect_exact("passwords do not match")
    answer(child, "New password for the aws-sso vault: ", "canary canary canary")
    answer(child, "Repeat the password: ", "canary canary canary")
    code, shown = end(child)
    assert code == 0
    assert "signed in to `Default`" in shown
    assert "canary" not in shown
    assert "warning" not in shown


def test_a_password_of_one_letter_is_warned_about(at_terminal: Program) -> None:
    """With what a good one is; it is taken all the same."""
    child = aws_sso(at_terminal, "login")
    answer(child, "New password for the aws-sso vault: ", "x")
    child.expect_exact("short passwords can be guessed from a copy of the vault")
    child.expect_exact("four random words make a good password")
    answer(child, "Repeat the password: ", "x")
    code, shown = end(child)
    assert code == 0, shown


def test_a_wrong_password_may_be_tried_again_twice(with_vault: Program) -> None:
    """Three times in all, then an error."""
    child = aws_sso(with_vault, "process", "-p", PROFILE)
    answer(child, ASKS, "wrong")
    child.expect_exact("wrong password")
    answer(child, ASKS, "right")
    code, shown = end(child)
    assert code == 0
    assert '"Version": 1' in shown
    child = aws_sso(with_vault, "process", "-p", PROFILE)
    for _ in range(3):
        answer(child, ASKS, "wrong")
    code, shown = end(child)
    assert code == 1
    assert "wrong password for the vault" in shown


def test_ctrl_c_at_the_question_ends_it(with_vault: Program) -> None:
    """With 130, and the terminal as it was."""
    child = aws_sso(with_vault, "process", "-p", PROFILE)
    child.expect_exact(ASKS)
    child.sendcontrol("c")
    code, shown = end(child)
    assert code == 130
    assert "interrupted" in shown
    assert "Traceback" not in shown


def test_the_question_does_not_get_into_what_is_piped(with_vault: Program, tmp_path: Path) -> None:
    """stdin and stdout may be anything: the terminal itself is asked."""
    out = tmp_path / "out"
    command = f"{sys.executable} -m aws_sso process -p {PROFILE} > {out} < /dev/null"
    child = terminal(with_vault, "/bin/sh", "-c", command)
    answer(child, ASKS, "right")
    assert end(child)[0] == 0
    assert json.loads(out.read_text(encoding="utf-8"))["Version"] == 1


def test_with_unlock_minutes_it_is_asked_once(with_vault: Program) -> None:
    """One password a day, not per command."""
    if not KernelKeyring().keep("aws-sso-test:probe", b"probe", 1):
        parts.needed("a kernel that lets us keep keys", None)
    with_vault.add_setting("UnlockMinutes: 5")
    child = aws_sso(with_vault, "process", "-p", PROFILE)
    answer(child, ASKS, "right")
    assert end(child)[0] == 0
    code, shown = end(aws_sso(with_vault, "process", "-p", PROFILE, "--sts-refresh"))
    assert code == 0
    assert ASKS not in shown
