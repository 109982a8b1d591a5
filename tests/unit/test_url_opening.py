"""Opening URLs: by a program, or shown."""

import os
import time
from pathlib import Path

import pytest

from aws_sso.adapters.url_opening import UrlOpener
from aws_sso.errors import SsoError, UsageError

URL = "https://example.com/?a=b&c='d'"


def opener(
    action: str, shown: list[str], folder: Path, browser: str | None = None, *command: str
) -> UrlOpener:
    environ = {"HOME": str(folder), "PATH": os.environ["PATH"], "AWS_SSO_FILE_PASSWORD": "canary"}
    return UrlOpener(action, browser, command, environ, shown.append)


def recorder(folder: Path) -> Path:
    """A program that notes its arguments and environment."""
    program = folder / "my browser"
    program.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > {folder}/seen.tmp\nenv >> {folder}/seen.tmp\n'
        f"mv {folder}/seen.tmp {folder}/seen\n"
    )
    program.chmod(0o755)
    return program


def seen(folder: Path) -> list[str]:
    deadline = time.monotonic() + 30
    while not (folder / "seen").exists():
        assert time.monotonic() < deadline, "the program was not started"
        time.sleep(0.01)
    return (folder / "seen").read_text().splitlines()


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
    with pytest.raises(SsoError, match="no web page"):
        opener("exec", [], tmp_path, None, "~/my browser", "%s").open(url)


def test_actions_that_are_not_there_say_so(tmp_path: Path) -> None:
    """With those that are."""
    with pytest.raises(UsageError, match="`clip` is not available"):
        opener("clip", [], tmp_path).open(URL)
