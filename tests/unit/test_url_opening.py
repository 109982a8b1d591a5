"""Opening URLs: by a program, or shown."""

import os
import re
from pathlib import Path

import pytest
import urllib3

from aws_sso.adapters.desktop.browsers import can_open
from aws_sso.adapters.desktop.url_opening import UrlOpener
from aws_sso.domain.console.url_actions import UrlChoice
from aws_sso.errors import SsoError, UsageError
from tests.waiting import until

URL = "https://example.com/?a=b&c='d'"


def opener(
    action: str,
    shown: list[str],
    folder: Path,
    browser: str | None = None,
    *command: str,
    profile: str | None = None,
    **environ: str,
) -> UrlOpener:
    """An opener that shows and tells into one list."""
    home = {"HOME": str(folder), "USERPROFILE": str(folder)}
    base = {**home, "PATH": os.environ["PATH"], "AWS_SSO_FILE_PASSWORD": "canary"}
    choice = UrlChoice(action, browser, profile, command)
    return UrlOpener(
        choice, {**base, **environ}, shown.append, shown.append, lambda url: f"ext+test:{url}"
    )


def opener_once(action: str, program: str, shown: list[str], *, stays: bool) -> UrlOpener:
    """An opener that gives a program an address that works once."""
    choice = UrlChoice(action, program, None, (program, "%s"), one_time=True)
    environ = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    return UrlOpener(
        choice, environ, shown.append, shown.append, lambda url: f"ext+test:{url}", stays=stays
    )


def recorder(folder: Path, name: str = "my browser") -> Path:
    """A program that notes its arguments and environment."""
    program = folder / name
    program.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > {folder}/seen.tmp\nenv >> {folder}/seen.tmp\n'
        f"mv {folder}/seen.tmp {folder}/seen\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return program


def listening_ports() -> set[int]:
    """The inodes of sockets on which this process listens."""
    table = Path("/proc/self/net/tcp").read_text(encoding="utf-8").splitlines()[1:]
    listening = {fields[9] for fields in map(str.split, table) if fields[3] == "0A"}
    links = [os.readlink(f"/proc/self/fd/{name}") for name in open_files()]
    return {int(inode) for inode in listening if f"socket:[{inode}]" in links}


def open_files() -> list[str]:
    return [
        name for name in os.listdir("/proc/self/fd") if Path("/proc/self/fd", name).is_symlink()
    ]


def seen(folder: Path) -> list[str]:
    until((folder / "seen").exists, "the program's start")
    return (folder / "seen").read_text(encoding="utf-8").splitlines()


def test_print_and_printurl_show_it(tmp_path: Path) -> None:
    """`printurl` nothing but the URL."""
    shown: list[str] = []
    opener("print", shown, tmp_path).open(URL)
    opener("printurl", shown, tmp_path).open(URL)
    assert URL in shown[0]
    assert shown[1] == URL


def test_exec_puts_it_in_place_of_the_mark(tmp_path: Path) -> None:
    """Whole, as one argument, no shell; `~` and `$HOME` are expanded; no password goes along."""
    recorder(tmp_path)
    opener("exec", [], tmp_path, None, "~/my browser", "--new=%s", "$HOME/x").open(URL)
    lines = seen(tmp_path)
    assert lines[:2] == [f"--new={URL}", f"{tmp_path}/x"]
    assert not any("canary" in line for line in lines)


def test_a_named_browser_is_used(tmp_path: Path) -> None:
    """A path with a space is one program."""
    opener("open", [], tmp_path, str(recorder(tmp_path))).open(URL)
    assert seen(tmp_path)[0] == URL


@pytest.mark.parametrize("stays", [False, True])
@pytest.mark.parametrize("action", ["open", "exec", "open-url-in-container"])
def test_an_address_that_works_once(action: str, stays: bool, tmp_path: Path) -> None:
    """Scenario 28: served by a process of its own, or by one that goes on anyway."""
    opener_once(action, str(recorder(tmp_path)), [], stays=stays).open(URL)
    address = seen(tmp_path)[0].removeprefix("ext+test:")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{22}", address)
    answer = urllib3.request("GET", address, redirect=False, retries=False)
    assert answer.headers["Location"] == URL


@pytest.mark.parametrize("stays", [False, True])
def test_a_browser_that_does_not_start_leaves_no_listener(stays: bool) -> None:
    """Nor is anybody told twice."""
    shown: list[str] = []
    before = listening_ports()
    with pytest.raises(SsoError, match="cannot start"):
        opener_once("open", "/nonexistent", shown, stays=stays).open(URL)
    assert listening_ports() <= before
    assert shown == []


def test_what_cannot_be_opened_is_explained_without_the_url(tmp_path: Path) -> None:
    """The URL is a credential."""
    for made in (
        opener("open", [], tmp_path, "/nonexistent"),
        opener("exec", [], tmp_path, None, "/nonexistent", "%s"),
    ):
        with pytest.raises(SsoError) as caught:
            made.open(URL)
        assert "example.com" not in f"{caught.value.message} {caught.value.hint}"
        assert "print" in str(caught.value.hint)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "--help", "javascript:x", ""])
def test_only_web_pages_are_opened(url: str, tmp_path: Path) -> None:
    """A server cannot have a program called with something else."""
    recorder(tmp_path)
    with pytest.raises(SsoError, match="not a web page"):
        opener("exec", [], tmp_path, None, "~/my browser", "%s").open(url)


def test_a_command_is_needed_for_exec(tmp_path: Path) -> None:
    """The message names the key."""
    with pytest.raises(UsageError, match="needs a command"):
        opener("exec", [], tmp_path).open(URL)


@pytest.mark.parametrize("action", ["granted-containers", "open-url-in-container"])
def test_a_container_opens_in_firefox(action: str, tmp_path: Path) -> None:
    """In the browser named, the default Firefox, or the user's own command."""
    opener(action, [], tmp_path, str(recorder(tmp_path))).open(URL)
    assert seen(tmp_path)[0] == f"ext+test:{URL}"
    (tmp_path / "seen").unlink()
    recorder(tmp_path, "firefox")
    opener(action, [], tmp_path, PATH=f"{tmp_path}:{os.environ['PATH']}").open(URL)
    assert seen(tmp_path)[0] == f"ext+test:{URL}"
    (tmp_path / "seen").unlink()
    opener(action, [], tmp_path, None, "~/my browser", "--new", "%s").open(URL)
    assert seen(tmp_path)[:2] == ["--new", f"ext+test:{URL}"]


def test_profiles_of_browsers(tmp_path: Path) -> None:
    """Chrome and its kin by directory, Firefox by name; no way out of the browser's folder."""
    chrome, firefox = recorder(tmp_path, "chromium"), recorder(tmp_path, "firefox")
    opener("open", [], tmp_path, str(chrome), profile="../../Team: 7").open(URL)
    assert seen(tmp_path)[:2] == ["--profile-directory=_.._Team_ 7", URL]
    (tmp_path / "seen").unlink()
    opener("open", [], tmp_path, str(firefox), profile="Team 7").open(URL)
    assert seen(tmp_path)[:3] == ["-P", "Team 7", URL]
    (tmp_path / "seen").unlink()
    only = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    recorder(tmp_path, "google-chrome")
    opener("open", [], tmp_path, profile="x", **only).open(URL)
    assert seen(tmp_path)[:2] == ["--profile-directory=x", URL]
    with pytest.raises(UsageError, match="BrowserProfile"):
        opener("open", [], tmp_path, str(recorder(tmp_path)), profile="x").open(URL)


def test_a_browser_that_fails_is_told_of(tmp_path: Path) -> None:
    """Nobody waits for a page that never comes; the URL stays out of it."""
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    broken.chmod(0o755)
    told: list[str] = []
    made = opener("open", told, tmp_path, str(broken))
    made.open(URL)
    made.wait_for_failure(30)
    assert told[0] == "`broken` failed to open a URL (exit code 3)"
    assert told[1].startswith("hint: ")
    assert "example.com" not in "".join(told)


def test_windows_opens_the_page_from_wsl(tmp_path: Path) -> None:
    """By wslu where it is installed, else by what every Windows has."""
    recorder(tmp_path, "rundll32.exe")
    wsl = {"WSL_DISTRO_NAME": "Debian", "PATH": f"{tmp_path}:/usr/bin:/bin"}
    opener("open", [], tmp_path, **wsl).open(URL)
    assert seen(tmp_path)[:2] == ["url.dll,FileProtocolHandler", URL]
    (tmp_path / "seen").unlink()
    recorder(tmp_path, "wslview")
    opener("open", [], tmp_path, **wsl).open(URL)
    assert seen(tmp_path)[0] == URL


def test_vs_code_opens_the_page_where_its_user_sits(tmp_path: Path) -> None:
    """In a devcontainer, by the helper that it names in `BROWSER`."""
    helper = str(recorder(tmp_path, "browser.sh"))
    remote = {"VSCODE_IPC_HOOK_CLI": "/tmp/vscode.sock", "BROWSER": helper}
    assert can_open(remote, has_display=False)
    assert not can_open({"BROWSER": helper}, has_display=False)
    opener("open", [], tmp_path, **remote).open(URL)
    assert seen(tmp_path)[0] == URL


def test_root_gets_no_browser_of_its_own(tmp_path: Path) -> None:
    """With `sudo` the browser would be root's, and its files as well; the page is printed."""
    assert can_open({}, has_display=True) == (os.geteuid() != 0)
    assert not can_open({}, has_display=False)


def test_without_a_desktop_or_terminal_copying_is_explained(tmp_path: Path) -> None:
    """`clip` names what to install, or the other way."""
    with pytest.raises(SsoError, match="no desktop session") as caught:
        opener("clip", [], tmp_path).open(URL)
    assert "ansi-osc52" in str(caught.value.hint)
    with pytest.raises(SsoError, match="cannot write to the clipboard") as caught:
        opener("clip", [], tmp_path, DISPLAY=":65000", PATH="/nonexistent").open(URL)
    assert "xclip" in str(caught.value.hint)
