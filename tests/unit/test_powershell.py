"""PowerShell: words as it reads them, answers to its completion, its start-up file."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from aws_sso.adapters.desktop.shell_start_up import start_up_file
from aws_sso.cli.completion.answer import answer
from aws_sso.domain.shell.powershell import word
from aws_sso.domain.shell.start_up import ShellParts, check_function_name
from aws_sso.errors import ConfigError, UsageError
from aws_sso.use_cases.install_completions import Completions


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        ("shop-prod:Admin", "shop-prod:Admin"),
        ("111122223333:Admin", "111122223333:Admin"),
        ("--profile=Shop:Admin", "--profile=Shop:Admin"),
        ("arn:aws:iam::111122223333:role/Admin", "arn:aws:iam::111122223333:role/Admin"),
        ("012345670123", "'012345670123'"),
        ("1e3", "'1e3'"),
        ("5gb:x", "'5gb:x'"),
        ("Example Sandbox:Admin", "'Example Sandbox:Admin'"),
        ('it\'s $(x) `n "q"', "'it''s $(x) `n \"q\"'"),
        ("\u2018a\u2019 \u201bb", "'\u2018\u2018a\u2019\u2019 \u201b\u201bb'"),
        ("a,b", "'a,b'"),
        ("@args", "'@args'"),
        ("#1", "'#1'"),
        ("Zo\xeb", "'Zo\xeb'"),
        ("", "''"),
    ],
)
def test_words_are_quoted_where_they_must_be(value: str, typed: str) -> None:
    """Numbers too: `012345670123` is one, and a function would get it without the zero."""
    assert word(value) == typed


def completed(*words: str, program: str = "aws-sso") -> dict[str, object]:
    """Return the answer that PowerShell gets for a line without any settings."""
    text = answer(
        [],
        {
            "_AWS_SSO_COMPLETE": "powershell",
            "_AWS_SSO_PROGRAM": program,
            "_AWS_SSO_WORDS": json.dumps(words),
            "AWS_SSO_CONFIG": str(Path("absent").absolute()),
        },
    )
    assert text.isascii()
    assert text.count("\n") == 1
    told: dict[str, object] = json.loads(text)
    return told


def texts(told: dict[str, object]) -> list[str]:
    items = told["items"]
    assert isinstance(items, Sequence)
    assert all(item["text"] and item["shown"] and item["help"] for item in items)
    return [item["text"] for item in items]


def test_powershell_gets_what_follows_as_json() -> None:
    """Commands, flags, choices; files, and command lines of their own, are left to the shell."""
    assert texts(completed("logi")) == ["login"]
    assert "--profile" in texts(completed("eval", "--prof"))
    assert texts(completed("setup", "completions", "--shell", "pw")) == ["pwsh"]
    assert {"list", "login", "eval"} <= set(texts(completed("")))
    assert {"list", "login", "eval"} <= set(texts(completed()))
    assert completed("config", "--aws-config", "x")["what"] == "files"
    told = completed("exec", "-p", "x", "terraform", "pl")
    assert (told["what"], told["first"]) == ("command", 4)
    assert "--elevate" in texts(completed("--el", program="assume"))


@pytest.mark.parametrize("words", ["[", "7", '{"a": 1}', "[]"])
def test_words_that_are_no_json_are_none(words: str) -> None:
    """Whoever set the variable: nothing happens."""
    environ = {"_AWS_SSO_COMPLETE": "powershell", "_AWS_SSO_WORDS": words}
    assert json.loads(answer([], environ))["what"] == "values"


@pytest.mark.parametrize("shell", ["pwsh", "powershell"])
def test_unix_has_one_profile(shell: str) -> None:
    """As about_Profiles names it; `tests/windows` has the two of Windows."""
    name = "powershell/Microsoft.PowerShell_profile.ps1"
    home = {"HOME": "/home/you"}
    assert start_up_file(shell, home, "linux") == Path("/home/you/.config", name)
    moved = {**home, "XDG_CONFIG_HOME": "/x"}
    assert start_up_file(shell, moved, "linux") == Path("/x", name)


class _Files:
    """Files in memory."""

    def __init__(self, script: Path, content: str = "") -> None:
        self.start_up = Path("profile.ps1")
        self.script = script
        self.texts = {self.start_up: content}

    def text_of(self, path: Path) -> str:
        return self.texts.get(path, "")

    def replace(self, path: Path, before: str, after: str) -> None:
        assert self.text_of(path) == before
        self.texts[path] = after

    def keep(self, path: Path, text: str) -> None:
        self.texts[path] = text

    def remove(self, path: Path) -> None:
        del self.texts[path]


def _completions(files: _Files) -> Completions:
    return Completions("powershell", lambda parts: parts.note, files, has_own_file=False)


def test_the_line_in_the_profile_is_ascii() -> None:
    """Windows PowerShell reads a file without a mark in the code page: `Zoë` would be lost."""
    files = _Files(Path("Zo\xeb's $x", "c.ps1"), "Set-Alias k kubectl\r\nls\r\n")
    before = files.texts[files.start_up]
    _completions(files).install()
    after = files.texts[files.start_up]
    assert after.isascii()
    assert after.startswith(before)
    assert after.count("\n") == after.count("\r\n")
    quoted = "'Zo'+[char]235+'''s $x"
    assert f"if (Test-Path -LiteralPath ({quoted}" in after
    assert f". ({quoted}" in after
    _completions(files).uninstall()
    assert files.texts == {files.start_up: before}


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_a_profile_in_utf16_is_refused(mark: bytes) -> None:
    """`>>` of Windows PowerShell makes such files; ASCII at its end would be read as something."""
    content = mark.decode("utf-8", "surrogateescape") + "l\0s\0"
    files = _Files(Path("c.ps1"), content)
    with pytest.raises(ConfigError, match="UTF-16"):
        _completions(files).install()
    assert files.texts == {files.start_up: content}


@pytest.mark.parametrize("name", ["Function", "prompt", "AWS-SSO", "try"])
def test_words_of_powershell_are_no_name_for_the_function(name: str) -> None:
    """It ignores case, and has keywords that other shells lack."""
    with pytest.raises(UsageError):
        check_function_name(name)


def test_parts_are_read_from_the_script() -> None:
    """As in other shells: a comment on the first line."""
    parts = ShellParts("switch-role", True)
    assert ShellParts.of(parts.note + "function x {}\r\n") == parts
