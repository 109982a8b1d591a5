"""Scenario 9, with a real browser: the whole sign-in by PKCE, as a person does it."""

import subprocess
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.browser.conftest import command_that_notes, messages_of
from tests.program import Program
from tests.waiting import until


@pytest.fixture
def noting(program: Program, tmp_path: Path) -> tuple[Program, Path]:
    """The program with a URL command that only notes the URL, for the browser to go to."""
    command, note = command_that_notes(tmp_path)
    program.add_setting(f"UrlExecCommand: {command}")
    return program, note


def sign_in_page(chromium: Chrome, note: Path) -> None:
    """Go to the page that the program opens."""
    until(note.exists, "opening a page")
    chromium.get(note.read_text(encoding="utf-8"))
    note.unlink()


def ended(process: "subprocess.Popen[bytes]") -> tuple[int, str]:
    _, err = process.communicate(timeout=60)
    return process.returncode, err.decode()


def text_of(chromium: Chrome) -> str:
    until(
        lambda: "127.0.0.1" in chromium.current_url and "/oauth/" in chromium.current_url, "return"
    )
    return chromium.find_element(By.TAG_NAME, "body").text


def test_a_person_signs_in(noting: tuple[Program, Path], chromium: Chrome) -> None:
    """One click; the page says how it ended and who asked; the program goes on.

    Scenario 28: the browser is given an address that works once.
    """
    program, note = noting
    program.add_setting("UrlOneTime: always")
    process = program.start("login")
    sign_in_page(chromium, note)
    chromium.find_element(By.ID, "allow").click()
    text = text_of(chromium)
    assert "Signed in" in text
    assert "Requested by aws-sso login for the instance Default." in text
    code, err = ended(process)
    assert (code, "signed in to `Default`" in err) == (0, True), err
    assert messages_of(chromium) == [], "neither a refused connection nor a blocked resource"


def test_a_person_says_no(noting: tuple[Program, Path], chromium: Chrome) -> None:
    """The page and the terminal both say so."""
    program, note = noting
    process = program.start("login")
    sign_in_page(chromium, note)
    chromium.find_element(By.ID, "deny").click()
    text = text_of(chromium)
    assert "Not signed in" in text
    assert "the user denied it" in text
    code, err = ended(process)
    assert code == 1
    assert "the sign-in was denied in the browser: the user denied it" in err
    assert "hint: run `aws-sso login` to try again" in err


def test_the_page_of_an_sdk_names_the_program_behind_it(
    noting: tuple[Program, Path], chromium: Chrome
) -> None:
    """`process` says who started it, on the page as well."""
    program, note = noting
    process = program.start("process", "-a", "arn:aws:iam::111122223333:role/Admin")
    sign_in_page(chromium, note)
    chromium.find_element(By.ID, "allow").click()
    assert "Requested by aws-sso process, started by " in text_of(chromium)
    assert ended(process)[0] == 0


def test_the_browser_comes_back_at_once_many_times(
    noting: tuple[Program, Path], chromium: Chrome, identity_center: RunningIdentityCenter
) -> None:
    """Nobody has to click: the browser is back before the program looks, and the page is whole."""
    identity_center.world.auto_approve = True
    program, note = noting
    for _ in range(5):
        process = program.start("login", "--force")
        sign_in_page(chromium, note)
        assert "Signed in" in text_of(chromium)
        assert ended(process)[0] == 0
    assert messages_of(chromium) == []
