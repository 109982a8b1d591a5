"""Scenario 28: another user reads command lines and speaks to our ports while a browser opens."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pexpect
import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests import parts
from tests.program import Program
from tests.strangers import ask_as_stranger, command_lines_for_strangers
from tests.waiting import until

PROFILE = "111122223333:Admin"
BROWSER = f"""#!{sys.executable}
import os, sys, time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, ProxyHandler, build_opener
from aws_sso.emulator.browser import decide

class Stays(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None

def note(name, text):
    Path(folder, name + ".new").write_text(text)
    os.rename(Path(folder, name + ".new"), Path(folder, name))

def wait_for(name):
    while not Path(folder, name).exists():
        time.sleep(0.01)

folder, url = os.path.dirname(__file__), sys.argv[-1]
note("opened", url)
wait_for("go")
try:
    build_opener(ProxyHandler({{}}), Stays()).open(url, timeout=60)
except HTTPError as error:
    url = error.headers.get("Location") or url
note("led-to", url)
wait_for("decide")
note("ended", str(decide(url)))
"""
"""A browser that starts, opens its page, and signs in when it is told to; whatever it is named."""


@dataclass
class Browser:
    """A stand-in for a browser, in steps."""

    folder: Path

    def opened(self) -> str:
        """Return what is on its command line, once it has started."""
        return self._note("opened")

    def line_in(self, command_lines: str) -> str:
        """Return its own command line among all."""
        (line,) = [line for line in command_lines.splitlines() if f"{self.folder}/" in line]
        return line.strip()

    def go(self) -> str:
        """Let it open its page, and return where that leads."""
        (self.folder / "go").touch()
        return self._note("led-to")

    def decide(self) -> str:
        """Let it sign in, and return the status of the last page."""
        (self.folder / "decide").touch()
        return self._note("ended")

    def _note(self, name: str) -> str:
        until((self.folder / name).exists, f"the browser's note `{name}`")
        return (self.folder / name).read_text(encoding="utf-8")


@pytest.fixture
def browser(program: Program, tmp_path: Path) -> Iterator[Browser]:
    """A browser that `open` starts; its address works once although tests have no desktop."""
    folder = tmp_path / "browser"
    folder.mkdir()
    path = folder / "my-browser"
    path.write_text(BROWSER, encoding="utf-8")
    path.chmod(0o755)
    program.add_setting("UrlAction: open")
    program.add_setting("UrlOneTime: always")
    program.add_setting(f"Browser: {path}")
    yield Browser(folder)
    for step in ("go", "decide"):  # A test that failed leaves it waiting.
        (folder / step).touch()


def fields_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_a_console_opens_with_nothing_to_steal(
    program: Program, browser: Browser, identity_center: RunningIdentityCenter
) -> None:
    """The command has ended by then; the stranger finds an address, gets nothing, ends nothing."""
    program.succeeds("login", "-u", "exec", "--auth-workflow", "device_code")
    ran = program.succeeds("console", "-p", PROFILE)
    address = browser.opened()
    seen = command_lines_for_strangers()
    assert browser.line_in(seen).endswith(f"/my-browser {address}")
    (token,) = identity_center.world.signin_tokens
    assert token not in seen
    assert ask_as_stranger(urlsplit(address).port or 0, urlsplit(address).path) == ""
    assert fields_of(browser.go())["SigninToken"] == token
    assert token not in ran.all
    browser.decide()


@pytest.mark.parametrize("answer", ["code=evil", "error=access_denied"])
def test_a_sign_in_is_nobody_elses_to_end(answer: str, program: Program, browser: Browser) -> None:
    """Even one who somehow knows its state can neither deny it nor complete it with their code."""
    process = program.start("login")
    address = browser.opened()
    seen = command_lines_for_strangers()
    assert browser.line_in(seen).endswith(f"/my-browser {address}")
    assert ask_as_stranger(urlsplit(address).port or 0, urlsplit(address).path) == ""
    asked = fields_of(browser.go())
    assert asked["state"] not in seen
    assert asked["code_challenge"] not in seen
    back = urlsplit(asked["redirect_uri"])
    assert ask_as_stranger(back.port or 0, f"{back.path}?state={asked['state']}&{answer}") == ""
    assert browser.decide() == "200"
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err.decode()
    assert "signed in to `Default`" in err.decode()


def test_the_code_of_a_device_is_on_no_command_line(program: Program, browser: Browser) -> None:
    """Whoever reads it could confirm it as somebody else."""
    process = program.start("login", "--auth-workflow", "device_code")
    address = browser.opened()
    seen = command_lines_for_strangers()
    assert browser.line_in(seen).endswith(f"/my-browser {address}")
    code = fields_of(browser.go())["user_code"]
    assert code not in seen
    assert browser.decide() == "200"
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err.decode()


def test_a_browser_that_does_not_come_is_told_of(program: Program, browser: Browser) -> None:
    """On the terminal, although the command has ended; and the browser may still come."""
    program.succeeds("login", "-u", "exec", "--auth-workflow", "device_code", "-b", "unused")
    shell = pexpect.spawn(
        parts.program("bash"),
        ["--norc", "-i"],
        env={**program.environ, "PS1": "$ ", "TERM": "xterm"},
        cwd=str(program.home),
        encoding="utf-8",
        timeout=60,
        dimensions=(40, 200),
    )
    shell.expect(r"\$ ")
    shell.sendline(f"aws-sso console -p {PROFILE}; echo en''ded")
    shell.expect("ended")
    shell.expect("no browser has opened the page yet\r+\n.*hint:.*`--url-action print`")
    assert "SigninToken" in browser.go()
    browser.decide()
    shell.close(force=True)


def test_never_means_that_the_url_is_handed_over(program: Program, browser: Browser) -> None:
    """For browsers that cannot come to this machine; `exec` gets it whole anyway."""
    program.succeeds("login", "-u", "exec", "--auth-workflow", "device_code", "-b", "unused")
    program.add_setting("UrlOneTime: never")
    program.succeeds("console", "-p", PROFILE)
    assert "SigninToken" in browser.opened()
    browser.go()
    browser.decide()
