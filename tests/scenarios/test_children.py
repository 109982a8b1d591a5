"""Scenario 34: what we start sees no password of the vault's, and no service account's token."""

import ast
import sys
from pathlib import Path

import pexpect
import pytest

from tests.program import PASSWORD, Program
from tests.waiting import until

PROFILE = "111122223333:Admin"
CANARIES = {
    "AWS_SSO_FILE_PASSWORD": PASSWORD,
    "AWS_SSO_OP_SERVICE_ACCOUNT_TOKEN": "canary-service-account",
    "OP_SERVICE_ACCOUNT_TOKEN": "canary-other-service-account",
}
SHOW = (sys.executable, "-c", "import os; print(dict(os.environ))")
PACKAGE = Path(__file__).parents[2] / "src" / "aws_sso"
STARTERS = {"subprocess.run", "subprocess.Popen", "os.execvpe"}


def secrets_in(text: str) -> list[str]:
    return [one for one in (*CANARIES, *CANARIES.values()) if one in text]


def noting(folder: Path, name: str) -> Path:
    """Make a program that notes its environment, and return the note's path."""
    note, program = folder / f"{name}-saw", folder / name
    program.write_text(
        f"#!/bin/sh\nenv > {note}.new\nmv {note}.new {note}\ncat > /dev/null\n", encoding="utf-8"
    )
    program.chmod(0o755)
    return note


def noted(note: Path) -> str:
    until(note.exists, "the program's start")
    return note.read_text(encoding="utf-8")


@pytest.fixture
def keeping(signed_in: Program) -> Program:
    """The program with all three secrets in its environment."""
    return signed_in.having(**CANARIES)


@pytest.mark.parametrize("command", [("exec",), ("ecs", "run")], ids=" ".join)
def test_commands_do_not_see_them(command: tuple[str, ...], keeping: Program) -> None:
    """The role's variables and everything else are there."""
    out = keeping.succeeds(*command, "-p", PROFILE, "--", *SHOW, OTHER="passed on").out
    assert secrets_in(out) == []
    assert "passed on" in out
    assert "AWS_" in out


def test_browsers_and_the_users_own_command_do_not(keeping: Program, tmp_path: Path) -> None:
    """Whichever way a URL is opened by a program."""
    own, browser = noting(tmp_path, "my-command"), noting(tmp_path, "my-browser")
    keeping.add_setting(f"UrlExecCommand: [{tmp_path / 'my-command'}, '%s']")
    keeping.add_setting(f"Browser: {tmp_path / 'my-browser'}")
    keeping.succeeds("console", "-p", PROFILE, "-u", "exec")
    keeping.succeeds("console", "-p", PROFILE, "-u", "open")
    assert secrets_in(noted(own) + noted(browser)) == []


def test_clipboard_programs_do_not(keeping: Program, tmp_path: Path) -> None:
    """Of the desktop, and tmux."""
    notes = {name: noting(tmp_path, name) for name in ("xclip", "xsel", "tmux")}
    path = f"{tmp_path}:{keeping.environ['PATH']}"
    # The stand-in keeps nothing, so what is read back differs, which is said.
    keeping.fails("console", "-p", PROFILE, "-u", "clip", DISPLAY=":65000", PATH=path)
    keeping.succeeds("console", "-p", PROFILE, "-u", "ansi-osc52", TMUX="x,1,0", PATH=path)
    desktop = until(lambda: [n for n in ("xclip", "xsel") if notes[n].exists()], "copying")
    assert secrets_in("".join(noted(notes[name]) for name in (*desktop, "tmux"))) == []


def test_the_command_of_a_static_profile_does_not(keeping: Program, tmp_path: Path) -> None:
    """botocore starts it, with what it takes for our environment."""
    note = noting(tmp_path, "credentials")
    folder = keeping.home / ".aws"
    folder.mkdir()
    command = f"credential_process = {tmp_path / 'credentials'}"
    (folder / "config").write_text(f"[profile mine]\n{command}\n", encoding="utf-8")
    keeping.fails("console", "-u", "printurl", AWS_PROFILE="mine")
    assert secrets_in(noted(note)) == []


def test_the_password_can_be_handed_on(keeping: Program) -> None:
    """By `ExecKeepsPassword`, to what `exec` starts: the password alone."""
    keeping.add_setting("ExecKeepsPassword: true")
    out = keeping.succeeds("exec", "-p", PROFILE, "--", *SHOW).out
    assert secrets_in(out) == ["AWS_SSO_FILE_PASSWORD", PASSWORD]
    inside = (sys.executable, "-m", "aws_sso", "process", "-p", PROFILE)
    assert "AccessKeyId" in keeping.succeeds("exec", "-p", PROFILE, "--", *inside).out
    out = keeping.succeeds("ecs", "run", "-p", PROFILE, "--", *SHOW).out
    assert secrets_in(out) == []


def on_terminal(program: Program, *arguments: str) -> str:
    """Return what a command prints on a terminal."""
    process = pexpect.spawn(
        sys.executable,
        ["-m", "aws_sso", *arguments],
        env=program.environ,
        encoding="utf-8",
        timeout=60,
        dimensions=(40, 200),
    )
    process.expect(pexpect.EOF)
    process.close()
    assert isinstance(process.before, str)
    return process.before


def test_who_will_be_asked_inside_is_told(keeping: Program) -> None:
    """Once, and on a terminal only; not with `ExecKeepsPassword`, nor without a password given."""
    keeping.add_setting("UnlockMinutes: 0")
    told = "will ask for the vault's password"
    out = on_terminal(keeping, "exec", "-p", PROFILE, "--", "true")
    assert out.count(told) == 1
    assert "hint: to pass it on, set `ExecKeepsPassword: true` in config.yaml" in out
    assert told not in keeping.succeeds("exec", "-p", PROFILE, "--", "true").err
    keeping.add_setting("ExecKeepsPassword: true")
    assert told not in on_terminal(keeping, "exec", "-p", PROFILE, "--", "true")
    keeping.add_setting("ExecKeepsPassword: false")
    keeping.add_setting("UnlockMinutes: 5")
    inside = (sys.executable, "-m", "aws_sso", "process", "-p", PROFILE)
    out = on_terminal(keeping, "exec", "-p", PROFILE, "--", *inside)
    # Where the kernel keeps keys nobody is told, and commands inside need no password.
    assert out.count(told) == (0 if "AccessKeyId" in out else 1)


def starts(path: Path) -> list[tuple[int, ast.expr | None]]:
    """Return the line of each start of a program in a file, and the environment given to it."""
    found: list[tuple[int, ast.expr | None]] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in STARTERS:
            by_name = {one.arg: one.value for one in node.keywords}
            third = node.args[2] if len(node.args) > 2 else None
            found.append((node.lineno, by_name.get("env", third)))
    return found


def test_every_program_gets_its_environment_from_one_place() -> None:
    """Except those of the demo, whose password is its own, and a store's, put together before."""
    found = {
        f"{path.relative_to(PACKAGE)}: {ast.unparse(environ) if environ else 'inherited'}"
        for path in PACKAGE.rglob("*.py")
        for _, environ in starts(path)
    }
    left_out = {one for one in found if "for_children(" not in one}
    assert left_out == {
        "cli/emulation/tour.py: demo_environ",
        "cli/emulation/tour.py: dict(environ)",
        "adapters/process/in_our_place.py: own",
        "adapters/vault/stores/program.py: dict(environ)",
    }
