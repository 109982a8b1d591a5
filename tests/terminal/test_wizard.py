"""The wizard on a real terminal."""

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.program import BROWSER, Program
from tests.terminal.tmux import Tmux
from tests.waiting import until

PROFILE = "111122223333:Admin"
SHELL = ("--shell", "bash")

OLD = """\
# mine
SSOConfig:
  Default:
    SSORegion: us-east-1      # Virginia
    StartUrl: {start_url}
    Accounts:
      012345670123: {{Name: Logs}}
MyOwn: [1, 2]    # unknown, and kept
AuthWorkflow: pkce
UrlAction: exec
UrlExecCommand: {browser}
SecureStore: file
# the end
"""


@pytest.fixture
def terminal(program: Program, tmp_path: Path) -> Iterator[Tmux]:
    """A terminal in the program's home."""
    program.environ["SHELL"] = "/bin/bash"
    opened = Tmux(tmp_path, program.environ, 120, 45)
    yield opened
    opened.end()


def shown(terminal: Tmux, question: str) -> None:
    """Wait for a question at the bottom of the screen."""

    def at_the_end(lines: list[str]) -> bool:
        asked = [line for line in lines if line.startswith("? ")]
        return bool(asked) and asked[-1].startswith(f"? {question}")

    terminal.comes_to(at_the_end, question)


def questions_so_far(terminal: Tmux) -> list[str]:
    """The questions that were asked, with their answers where the wizard shows them."""
    return [line for line in terminal.screen("-S", "-") if line.startswith("? ")]


def test_four_answers_lead_from_an_empty_home_to_credentials(
    program: Program, terminal: Tmux, identity_center: RunningIdentityCenter
) -> None:
    """Start URL, names, profiles (the region is found); then `eval`, `exec` and `list` work."""
    identity_center.world.auto_approve = True
    program.config.unlink()
    program.folder.rmdir()
    terminal.line("aws-sso list")
    shown(terminal, "Start URL")
    terminal.shows("not exist yet")
    terminal.line("not a url!")
    terminal.shows("`not a url!` is not a start URL")
    terminal.keys("C-u")
    terminal.line("d-0000000000")
    terminal.shows("Identity Center is in us-east-1", "10 roles in 5 accounts")
    shown(terminal, "How should profiles be named?")
    terminal.keys("Enter")
    shown(terminal, "Write profiles to ~/.aws/config?")
    assert not program.config.exists(), "so far, Ctrl-C quits without changes"
    terminal.types("y")
    terminal.shows("10 added, 0 changed, 0 removed", "session valid for")
    assert len(questions_so_far(terminal)) == 3
    assert program.config.read_text(encoding="utf-8") == (
        "# Settings of aws-sso. For all keys, see `aws-sso help configuration`\n"
        "SSOConfig:\n"
        "  Default:\n"
        "    SSORegion: us-east-1\n"
        "    StartUrl: https://d-0000000000.awsapps.com/start\n"
        "DefaultRegion: us-east-1\n"
    )
    assert (program.config.stat().st_mode & 0o777, program.folder.stat().st_mode & 0o777) == (
        0o600,
        0o700,
    )
    assert not (program.home / ".bashrc").exists(), "completions are a hint only"
    assert "export AWS_SESSION_TOKEN=" in program.succeeds("eval", *SHELL, "-p", PROFILE).out
    assert program.succeeds("exec", "-p", PROFILE, "--", "printenv", "AWS_SSO_PROFILE").out == (
        f"{PROFILE}\n"
    )
    assert f"[profile {PROFILE}]" in (program.home / ".aws" / "config").read_text(encoding="utf-8")


def test_profiles_that_would_change_are_shown_before_they_do(
    program: Program, terminal: Tmux, identity_center: RunningIdentityCenter
) -> None:
    """Yes to profiles is yes to new ones only."""
    program.configure(OLD.format(start_url=identity_center.start_url, browser=BROWSER))
    program.succeeds("login")
    program.succeeds("config", "--force")
    before = (program.home / ".aws" / "config").read_text(encoding="utf-8")
    terminal.line("clear; PAGER= aws-sso setup wizard; echo code-$?")
    shown(terminal, "Start URL")
    terminal.keys("Enter")
    shown(terminal, "How should profiles be named?")
    _choose(terminal, "ExampleLogArchive:ReadOnly")
    shown(terminal, "Write profiles to ~/.aws/config?")
    terminal.types("y")
    shown(terminal, f"Write this to {program.config}?")
    terminal.types("y")
    terminal.shows("[y/N]")
    assert "10 added, 0 changed, 10 removed" in "\n".join(terminal.screen("-S", "-"))
    terminal.line("n")
    terminal.shows("nothing was written", "code-0")
    assert (program.home / ".aws" / "config").read_text(encoding="utf-8") == before


def test_the_vaults_password_is_asked_for_when_it_is_needed(
    program: Program, terminal: Tmux, identity_center: RunningIdentityCenter
) -> None:
    """After the portal is known, before the session is kept: no question of the wizard's."""
    identity_center.world.auto_approve = True
    program.config.unlink()
    terminal.line("unset AWS_SSO_FILE_PASSWORD; clear")
    terminal.line("aws-sso setup wizard --no-profiles")
    shown(terminal, "Start URL")
    terminal.line("d-0000000000")
    terminal.shows("New password for the aws-sso vault:")
    terminal.line("correct horse battery")
    terminal.shows("Repeat the password:")
    terminal.line("correct horse battery")
    shown(terminal, "How should profiles be named?")
    terminal.keys("Enter")
    terminal.shows("wrote ")
    assert "correct horse" not in "\n".join(terminal.screen("-S", "-"))


def test_a_start_url_with_a_typo_is_warned_about(
    program: Program, terminal: Tmux, identity_center: RunningIdentityCenter
) -> None:
    """`/star` for `/start`: before anything is asked of AWS."""
    program.config.unlink()
    terminal.line("aws-sso setup wizard --no-sign-in --no-profiles")
    shown(terminal, "Start URL")
    terminal.line("https://d-0000000000.awsapps.com/star")
    terminal.shows(
        "warning: https://d-0000000000.awsapps.com/star does not end in `/start`; did you mean",
        "https://d-0000000000.awsapps.com/star was not found in any region",
    )
    _choose(terminal, "enter another start URL")
    shown(terminal, "Start URL")
    terminal.types("t")
    terminal.keys("Enter")
    terminal.shows("Identity Center is in us-east-1")


def test_advanced_asks_everything(
    program: Program, terminal: Tmux, identity_center: RunningIdentityCenter
) -> None:
    """Instance, store, regions, signing in, completions: each with the answer offered."""
    identity_center.world.auto_approve = True
    program.config.unlink()
    terminal.line("aws-sso setup wizard --advanced")
    shown(terminal, "Start URL")
    terminal.line("d-0000000000")
    shown(terminal, "Region of Identity Center")
    terminal.keys("Enter")
    shown(terminal, "Instance name")
    terminal.keys("Enter")
    shown(terminal, "Where should the encryption keys be stored?")
    _choose(terminal, "file:")
    shown(terminal, "Default region")
    terminal.keys("C-u")
    terminal.line("eu-west-1")
    shown(terminal, "Sign in now?")
    terminal.types("y")
    terminal.shows("10 roles in 5 accounts")
    shown(terminal, "How should profiles be named?")
    terminal.shows("012345670123:ReadOnly", "ExampleLogArchive:ReadOnly")
    _choose(terminal, "my own template")
    shown(terminal, "Template")
    terminal.keys("C-u")
    terminal.types("{{ .AccountAlias | nospac")
    terminal.shows("unclosed action")
    terminal.types("e }}/{{ .RoleName }}")
    terminal.shows("ExampleLogArchive/ReadOnly  ExampleShopDevelopment/Admin")
    terminal.keys("Enter")
    question = "Template"
    while question != "Install":
        question = _next_question(terminal, question)
        if question != "Install":
            terminal.keys("Enter")
    terminal.types("y")
    shown(terminal, "Write profiles to ~/.aws/config?")
    terminal.types("n")
    terminal.shows("has the completions")
    assert program.config.read_text(encoding="utf-8") == (
        "# Settings of aws-sso. For all keys, see `aws-sso help configuration`\n"
        "SSOConfig:\n"
        "  Default:\n"
        "    SSORegion: us-east-1\n"
        "    StartUrl: https://d-0000000000.awsapps.com/start\n"
        "SecureStore: file\n"
        "DefaultRegion: eu-west-1\n"
        'ProfileFormat: "{{ .AccountAlias | nospace }}/{{ .RoleName }}"\n'
    )
    assert "BEGIN_AWS_SSO_CLI" in (program.home / ".bashrc").read_text(encoding="utf-8")


def _choose(terminal: Tmux, label: str) -> None:
    """Move to the answer that begins so, and take it."""

    def pointer(last: str = "") -> str:
        """The answer at the pointer, once it is another than the last; else nothing."""
        marked = [line.strip() for line in terminal.screen() if line.strip().startswith("» ")]
        return marked[0] if len(marked) == 1 and marked[0] != last else ""

    at = until(pointer, "a pointer")
    for _ in range(12):
        if at.startswith(f"» {label}"):
            break
        terminal.keys("Down")
        at = until(partial(pointer, at), "the pointer moving")
    assert at.startswith(f"» {label}"), terminal.screen()
    terminal.keys("Enter")


def _next_question(terminal: Tmux, last: str) -> str:
    """Wait for another question than the last; returns its first word."""

    def asked() -> str:
        lines = [line for line in terminal.screen() if line.startswith("? ")]
        # What is meant by it stands in parentheses; before them, the title may be half drawn.
        found = re.match(r"\? (\S+).* \(", lines[-1]) if lines else None
        return found[1] if found and found[1] != last else ""

    return until(asked, f"a question after {last!r}")


QUESTIONS = ["Start URL", "How should profiles be named?", "Write profiles to ~/.aws/config?"]


def _answer(terminal: Tmux, question: str) -> None:
    """Answer with no, or take what is offered."""
    if question == "Write profiles to ~/.aws/config?":
        terminal.types("n")
    else:
        terminal.keys("Enter")


def test_running_it_again_changes_nothing(
    program: Program, terminal: Tmux, identity_center: RunningIdentityCenter
) -> None:
    """Enter takes what is configured; not a byte is different."""
    old = OLD.format(start_url=identity_center.start_url, browser=BROWSER)
    program.configure(old)
    terminal.line("aws-sso setup wizard")
    for question in QUESTIONS:
        shown(terminal, question)
        _answer(terminal, question)
    terminal.shows("config.yaml is up to date")
    assert program.config.read_text(encoding="utf-8") == old


def test_leaving_at_any_question_leaves_the_file(
    program: Program, terminal: Tmux, identity_center: RunningIdentityCenter
) -> None:
    """Ctrl-C at each of them: exit code 130, and the file byte for byte."""
    old = OLD.format(start_url=identity_center.start_url, browser=BROWSER)
    program.configure(old)
    for last in [*QUESTIONS, "Write this to"]:
        terminal.line("clear")
        terminal.comes_to(lambda lines: lines[0] == "$" and not any(lines[1:]), "a clear screen")
        terminal.line("aws-sso setup wizard --set Threads=7; echo code-$?")
        for question in QUESTIONS:
            shown(terminal, question)
            if question == last:
                break
            _answer(terminal, question)
        if last == "Write this to":
            shown(terminal, last)
            terminal.shows("+Threads: 7")
        terminal.keys("C-c")
        terminal.shows("code-130")
        assert program.config.read_text(encoding="utf-8") == old, last


def test_the_change_is_shown_and_only_that_is_made(
    program: Program, terminal: Tmux, identity_center: RunningIdentityCenter
) -> None:
    """Comments and unknown keys stay; a new store gets the vault's keys."""
    old = OLD.format(start_url=identity_center.start_url, browser=BROWSER)
    program.configure(old)
    program.succeeds("login")
    terminal.line("aws-sso setup wizard --advanced --no-sign-in --no-completions --no-profiles")
    for question in ("Start URL", "Region of Identity Center"):
        shown(terminal, question)
        terminal.keys("Enter")
    shown(terminal, "Where should the encryption keys")
    _choose(terminal, "json:")
    shown(terminal, "File for the keys")
    terminal.keys("Enter")
    shown(terminal, "Default region")
    terminal.keys("Enter")
    shown(terminal, "How should profiles be named?")
    terminal.keys("Enter")
    shown(terminal, "DefaultSSO")
    terminal.keys("Enter")
    shown(terminal, "AuthWorkflow")
    terminal.keys("Enter")
    shown(terminal, "AutoLogin")
    _choose(terminal, "false")
    shown(terminal, "CacheRefresh")
    terminal.keys("C-u")
    terminal.line("soon")
    terminal.shows("`soon` is not a valid value for `CacheRefresh`")
    terminal.keys("C-u")
    terminal.line("48")
    shown(terminal, "AutoConfigCheck")
    question = "AutoConfigCheck"
    while question != "Write":
        terminal.keys("Enter")
        question = _next_question(terminal, question)
    terminal.types("y")
    terminal.shows("moved the vault's keys from `file` to `json`")
    expected = old.replace("SecureStore: file", "SecureStore: json")
    assert program.config.read_text(encoding="utf-8") == (
        expected + "JsonStore: keys.json\nAutoLogin: false\nCacheRefresh: 48\n"
    )
    assert "stored unencrypted" in program.succeeds("process", "-p", "111122223333:Admin").err


def test_portals_of_the_aws_cli_are_offered(
    program: Program, terminal: Tmux, identity_center: RunningIdentityCenter
) -> None:
    """`sso-session` sections and old SSO profiles; their files stay as they are."""
    program.config.unlink()
    folder = program.home / ".aws"
    folder.mkdir()
    text = (
        f"[sso-session corp]\nsso_region = us-east-1\nsso_start_url = {identity_center.start_url}\n"
        "[profile old]\nsso_start_url = https://old.awsapps.com/start\nsso_region = eu-west-1\n"
    )
    (folder / "config").write_text(text, encoding="utf-8")
    terminal.line("aws-sso setup wizard --no-sign-in --no-completions --no-profiles")
    terminal.shows(
        "`sso-session corp`", "https://old.awsapps.com/start (`profile old`", "another one"
    )
    terminal.keys("Enter")
    shown(terminal, "How should")
    terminal.keys("Enter")
    terminal.shows("wrote ")
    assert identity_center.start_url in program.config.read_text(encoding="utf-8")
    assert (folder / "config").read_text(encoding="utf-8") == text


def test_a_portal_that_the_region_does_not_know(
    program: Program, terminal: Tmux, identity_center: RunningIdentityCenter
) -> None:
    """Said before anything else is asked, with ways on."""
    program.config.unlink()
    terminal.line("aws-sso setup wizard --no-sign-in --no-completions --no-profiles")
    shown(terminal, "Start URL")
    terminal.line("unknown")
    terminal.shows("was not found in any region")
    _choose(terminal, "another region")
    shown(terminal, "Region of")
    terminal.keys("Enter")
    terminal.shows("the sign-in service in us-east-1 does not know", "search all regions")
    _choose(terminal, "enter another start URL")
    shown(terminal, "Start URL")
    terminal.keys("C-u")
    terminal.line(identity_center.start_url)
    shown(terminal, "How should")
    terminal.keys("C-c")
    terminal.shows("interrupted")
    assert not program.config.exists()


def test_without_questions(program: Program, identity_center: RunningIdentityCenter) -> None:
    """Every answer as an option: for setting up many machines."""
    program.config.unlink()
    ran = program.fails("setup", "wizard", "--non-interactive", code=2)
    assert "hint: answer in advance with `--start-url`" in ran.err
    options = [
        *("--start-url", "D-0000000000.awsapps.com", "--sso-region", "us-east-1", "-S", "Corp"),
        *("--store", "file", "--default-region", "eu-west-1"),
        *("--profile-format", "{{ .AccountAlias | nospace }}:{{ .RoleName }}"),
        *("--set", "Threads=20", "--set", "ConfirmTags=Env=prod", "--set", "AuthWorkflow=pkce"),
        *("--set", f"UrlExecCommand={json.dumps(BROWSER)}", "--set", "UrlAction=exec"),
        "--sign-in", "--profiles", "--completions",
    ]  # fmt: skip
    program.environ["SHELL"] = "/bin/zsh"
    ran = program.succeeds("setup", "wizard", "--non-interactive", *options)
    assert "10 roles in 5 accounts" in ran.err
    assert "  Corp:\n    SSORegion: us-east-1\n" in program.config.read_text(encoding="utf-8")
    assert "Threads: 20\nConfirmTags:\n  Env: prod\n" in program.config.read_text(encoding="utf-8")
    aws_config = (program.home / ".aws" / "config").read_text(encoding="utf-8")
    assert "[profile ExampleSandbox:Admin]" in aws_config
    before = program.config.read_bytes()
    ran = program.succeeds("setup", "wizard", "--non-interactive", *options)
    assert "config.yaml is up to date" in ran.err
    assert program.config.read_bytes() == before
    for wrong in (["--set", "Thread=3"], ["--set", "Threads=many"], ["--sso-region", "Frankfurt"]):
        program.fails("setup", "wizard", "--non-interactive", *wrong, code=2)
    program.fails("setup", "wizard", "--non-interactive", "--set", "Threads=0")
    program.fails("setup", "wizard", "--non-interactive", "--start-url", "unknown")
    assert program.config.read_bytes() == before


def test_another_instance_leaves_the_first_the_default(program: Program) -> None:
    """`-S NAME` adds one; commands without `--sso` mean what they meant."""
    start = ["--start-url", "d-0000000000", "--sso-region", "us-east-1"]
    program.config.unlink()
    wizard = ["setup", "wizard", "--non-interactive", *start]
    program.succeeds(*wizard, "-S", "Corp", "--store", "file")
    program.succeeds(*wizard, "-S", "Other")
    text = program.config.read_text(encoding="utf-8")
    assert "  Other:\n    SSORegion: us-east-1\n" in text
    assert text.count("DefaultSSO: Corp\n") == 1
    program.succeeds(*wizard, "-S", "Third")
    assert program.config.read_text(encoding="utf-8").count("DefaultSSO") == 1
    assert "`Corp`" in program.fails("list").err


def test_without_a_terminal_nothing_is_asked(
    program: Program, identity_center: RunningIdentityCenter
) -> None:
    """A clear error at once; and no wizard for a program that runs us."""
    assert "cannot ask questions: no terminal" in program.fails("setup", "wizard", code=2).err
    program.config.unlink()
    ran = program.fails("list")
    assert "hint: run `aws-sso setup wizard` to create one" in ran.err
