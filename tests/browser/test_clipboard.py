"""URLs in the clipboard of real desktops and terminals: whole, and nothing hangs."""

import base64
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests import parts
from tests.program import Program
from tests.waiting import until

CONSOLE = ("console", "-p", "111122223333:Admin", "--destination", "s3")
IS_CONSOLE_URL = re.compile(r"http://127\.0\.0\.1:\d+/federation\?Action=login&\S+&SigninToken=\S+")


@pytest.fixture(scope="session")
def x11() -> Iterator[dict[str, str]]:
    """The variables of an X server without a screen."""
    read, write = os.pipe()
    server = subprocess.Popen(
        [parts.program("Xvfb"), "-displayfd", str(write), "-nolisten", "tcp"],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as told:
        number = told.readline().strip()
    yield {"DISPLAY": f":{number}"}
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="session")
def wayland(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables of a Wayland compositor without a screen."""
    folder = tmp_path_factory.mktemp("wayland")
    command = [parts.program("sway"), "-c", "/dev/null"]
    if os.geteuid() == 0:  # It refuses to be root; root may use what belongs to others.
        os.chown(folder, 65534, 65534)
        for parent in folder.parents[:3]:
            parent.chmod(parent.stat().st_mode | 0o011)
        options = ["--reuid=65534", "--regid=65534", "--clear-groups"]
        command = [parts.program("setpriv"), *options, *command]
    variables = {
        "WLR_BACKENDS": "headless",
        "WLR_LIBINPUT_NO_DEVICES": "1",
        "WLR_RENDERER": "pixman",
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "PATH": os.environ["PATH"],
    }
    compositor = subprocess.Popen(
        command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    sockets = re.compile(r"wayland-\d+")
    found = until(
        lambda: [name for name in os.listdir(folder) if sockets.fullmatch(name)], "Wayland"
    )
    yield {"WAYLAND_DISPLAY": found[0], "XDG_RUNTIME_DIR": str(folder)}
    compositor.terminate()
    compositor.wait(10)


def pasted(command: list[str], desktop: dict[str, str]) -> str:
    environ = {**os.environ, **desktop}
    done = subprocess.run(command, env=environ, capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


def test_x11(signed_in: Program, x11: dict[str, str]) -> None:
    """Our output ends although xclip or xsel stays to serve what was copied."""
    ran = signed_in.run(*CONSOLE, "-u", "clip", timeout=60, **x11)
    assert ran.code == 0, ran.all
    assert "copied to the clipboard" in ran.err
    url = pasted([parts.program("xclip"), "-o", "-selection", "clipboard"], x11)
    assert IS_CONSOLE_URL.fullmatch(url)
    assert url.rpartition("=")[2] not in ran.all


def test_wayland(signed_in: Program, wayland: dict[str, str]) -> None:
    """By wl-copy."""
    ran = signed_in.run(*CONSOLE, "-u", "clip", timeout=60, **wayland)
    assert ran.code == 0, ran.all
    url = pasted([parts.program("wl-paste"), "--no-newline"], wayland)
    assert IS_CONSOLE_URL.fullmatch(url)


def test_a_desktop_that_is_gone(signed_in: Program) -> None:
    """Said, with the way out, and not taken for copied."""
    ran = signed_in.fails(*CONSOLE, "-u", "clip", DISPLAY=":65000")
    assert "cannot write to the clipboard" in ran.err
    assert "hint: check that xclip or xsel is installed" in ran.err


def test_osc_52_reaches_the_terminal(signed_in: Program) -> None:
    """The sequence goes to the terminal, whatever stdout and stderr are."""
    line = " ".join(["aws-sso", *CONSOLE, "-u", "ansi-osc52", "> out 2> err; echo do''ne"])
    shell = pexpect.spawn(
        parts.program("bash"),
        ["--norc", "-c", line],
        env={**signed_in.environ, "TERM": "xterm-256color"},
        cwd=str(signed_in.home),
        encoding="utf-8",
        timeout=60,
    )
    shell.expect("\x1b]52;c;([A-Za-z0-9+/=]+)\x07")
    assert IS_CONSOLE_URL.fullmatch(base64.b64decode(shell.match.group(1)).decode())
    shell.expect("done")
    assert (signed_in.home / "out").read_text(encoding="utf-8") == ""


def test_osc_52_goes_through_tmux(signed_in: Program, tmp_path: Path) -> None:
    """With tmux as it is installed: it passes the URL on to the terminal that it runs in."""
    tmux = [parts.program("tmux"), "-S", str(tmp_path / "tmux"), "-f", "/dev/null"]
    environ = {**signed_in.environ, "TERM": "xterm-256color"}
    terminal = pexpect.spawn(
        tmux[0],
        [*tmux[1:], "new-session", "-x", "100", "-y", "30", "bash --norc"],
        env=environ,
        cwd=str(signed_in.home),
        encoding="utf-8",
        timeout=60,
        dimensions=(30, 100),
    )
    try:
        terminal.expect(r"\$|#")
        terminal.send(" ".join(["aws-sso", *CONSOLE, "-u", "ansi-osc52"]) + "\r")
        terminal.expect("\x1b]52;c?;([A-Za-z0-9+/=]+)(\x07|\x1b\\\\)")
        assert IS_CONSOLE_URL.fullmatch(base64.b64decode(terminal.match.group(1)).decode())
    finally:
        subprocess.run([*tmux, "kill-server"], check=False, capture_output=True)
        terminal.close(force=True)


def test_without_a_terminal_osc_52_is_refused(signed_in: Program) -> None:
    """There is nothing that could copy."""
    assert "cannot copy: no terminal" in signed_in.fails(*CONSOLE, "-u", "ansi-osc52").err
