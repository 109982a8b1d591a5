"""Tab in real shells on a terminal: what is offered, and what is put in."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from aws_sso.emulator.organization import Account, Organization, generated
from aws_sso.emulator.pytest_plugin import StartIdentityCenter
from tests import parts
from tests.program import Program

SHELLS = ("bash", "zsh", "fish")
WRAPPER = """\
#!/bin/sh
[ -n "$_AWS_SSO_COMPLETE" ] && exec {real} "$@"
exec {python} -c 'import json, sys; print("SA" + "ID" + json.dumps(sys.argv[1:]) + "END")' "$@"
"""
ESCAPES = re.compile(r"\x1b(\[[0-9;?=>]*[A-Za-z~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][A-Z0-9]|[=>78])")
PEOPLE = (
    Account("111122223333", "Example Sandbox", "a@example.com", ["Admin", "ReadOnly"]),
    Account("111122224444", 'Ünï $(touch pwned) \'n "q"', "b@example.com", ["Admin", "Billing"]),
    Account("222233334444", "Shop", "c@example.com", ["Developer"]),
)

Line = Callable[[str], list[str]]


class Terminal:
    """A shell on a terminal, started as its user has it, with our completions installed."""

    def __init__(self, shell: str, program: Program) -> None:
        self.shell = shell
        options = {"bash": ["-i"], "zsh": ["-i"], "fish": ["-i"]}[shell]
        self.process = pexpect.spawn(
            parts.program(shell),
            options,
            env={**program.environ, "TERM": "xterm", "SHELL": parts.program(shell)},
            cwd=str(program.home),
            dimensions=(50, 200),
            encoding="utf-8",
            timeout=60,
        )
        self.ready()

    def line(self, typed: str) -> list[str]:
        """Type text with its Tabs, and Enter; returns the arguments that `aws-sso` got then."""
        self.process.send(f"{typed}\r")
        self.process.expect("SAID(.*?)END")
        arguments: list[str] = json.loads(self.process.match.group(1))
        return arguments

    def offers(self, typed: str, *expected: str) -> None:
        """Type text and Tab until there is a list, in which these must be."""
        self.process.send(typed + ("\t\t" if self.shell == "bash" else "\t"))
        shown = ""
        while not all(text in ESCAPES.sub("", shown) for text in expected):
            self.process.expect(r"(?s).+")
            shown += self.process.after
        self.process.send("\x03")
        self.ready()

    def ready(self) -> None:
        """Wait until the shell waits for us."""
        self.process.send("echo re''ady\r")
        self.process.expect(r"[\nm\r]ready")

    def end(self) -> None:
        self.process.close(force=True)


@pytest.fixture
def home(tmp_path: Path, start_identity_center: StartIdentityCenter) -> Program:
    """A signed-in home whose `aws-sso` on PATH tells how it was called."""
    center = start_identity_center(Organization.of(list(PEOPLE)))
    program = Program.in_new_home(tmp_path, center)
    program.add_setting("ProfileFormat: '{{ .AccountAlias }}:{{ .RoleName }}'")
    program.succeeds("login")
    folder = tmp_path / "bin"
    folder.mkdir()
    real = Path(sys.executable).with_name("aws-sso")
    wrapper = folder / "aws-sso"
    wrapper.write_text(WRAPPER.format(real=real, python=sys.executable), encoding="utf-8")
    wrapper.chmod(0o755)
    program.environ["PATH"] = f"{folder}:{program.environ['PATH']}"
    (program.home / ".bashrc").write_text("PS1='$ '\n", encoding="utf-8")
    (program.home / ".zshrc").write_text(
        "PS1='$ '\nautoload -Uz compinit; compinit -u -D\n", encoding="utf-8"
    )
    for shell in SHELLS:
        program.succeeds("setup", "completions", "--install", "--shell", shell)
    return program


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_puts_in_what_can_only_be_meant(shell: str, home: Program) -> None:
    """Commands, flags, profiles with colons and spaces and worse, accounts, roles, instances."""
    terminal = Terminal(shell, home)
    nasty = 'Ünï $(touch pwned) \'n "q":Billing'
    try:
        for typed, arguments in (
            ("aws-sso logi\t", ["login"]),
            ("aws-sso login --forc\t", ["login", "--force"]),
            ("aws-sso eval -p Sh\t", ["eval", "-p", "Shop:Developer"]),
            ("aws-sso eval -p Shop:D\t", ["eval", "-p", "Shop:Developer"]),
            ("aws-sso eval -p Example\\ S\tR\t", ["eval", "-p", "Example Sandbox:ReadOnly"]),
            ("aws-sso eval -p 'Example S\tR\t", ["eval", "-p", "Example Sandbox:ReadOnly"]),
            ('aws-sso eval -p "Example Sandbox:R\t', ["eval", "-p", "Example Sandbox:ReadOnly"]),
            ("aws-sso eval -p Ü\tB\t", ["eval", "-p", nasty]),
            ("aws-sso eval --profile=Sh\t", ["eval", "--profile=Shop:Developer"]),
            ("aws-sso eval -A 2\t -R D\t", ["eval", "-A", "222233334444", "-R", "Developer"]),
            (
                "aws-sso eval -A 111122224444 -R B\t",
                ["eval", "-A", "111122224444", "-R", "Billing"],
            ),
            (
                "aws-sso process -a arn:aws:iam::2\t",
                ["process", "-a", "arn:aws:iam::222233334444:role/Developer"],
            ),
            ("aws-sso -S Def\t list Acc\tI\tP\t", ["-S", "Default", "list", "AccountIdPad"]),
            ("aws-sso each --filter Rol\tB\t", ["each", "--filter", "Role=Billing"]),
            (
                "aws-sso each --filter=AccountAlias=Example\t",
                ["each", "--filter=AccountAlias=Example Sandbox"],
            ),
            ("aws-sso setup store secr\t", ["setup", "store", "secret-service"]),
        ):
            assert terminal.line(typed) == arguments, typed
    finally:
        terminal.end()
    assert not (home.home / "pwned").exists()


@pytest.mark.parametrize("shell", SHELLS)
def test_two_tabs_show_what_there_is(shell: str, home: Program) -> None:
    """With what it means; what was chosen before limits it."""
    terminal = Terminal(shell, home)
    try:
        terminal.offers("aws-sso l", "list", "lock", "login", "logout")
        terminal.offers("aws-sso eval -A ", "111122223333", "Example Sandbox", "222233334444")
        terminal.offers("aws-sso eval -A 111122223333 -R ", "Admin", "ReadOnly")
        terminal.offers("aws-sso eval -p Example\\ Sandbox:", "Admin", "ReadOnly")
        terminal.offers("aws-sso eval --auth-workflow ", "device_code", "pkce")
        terminal.offers("aws-sso list -P Account", "AccountId=", "AccountName=")
        # Not the roles of other accounts:
        assert terminal.line("aws-sso eval -A 222233334444 -R \t")[-1] == "Developer"
    finally:
        terminal.end()


@pytest.mark.parametrize("shell", SHELLS)
def test_the_command_that_exec_runs_completes_as_it_does_alone(shell: str, home: Program) -> None:
    """Its name, its own flags, and files, even after a profile name with colons and spaces."""
    (home.home / "a-file-of-mine").touch()
    terminal = Terminal(shell, home)
    try:
        exec_ = ["exec", "-p", "Example Sandbox:ReadOnly"]
        start = "aws-sso exec -p Example\\ S\tR\t"
        assert terminal.line(f"{start} cat a-fi\t") == [*exec_, "cat", "a-file-of-mine"]
        assert terminal.line(f"{start} -- cat a-fi\t") == [*exec_, "--", "cat", "a-file-of-mine"]
        assert terminal.line(f"{start} dbus-run-ses\t") == [*exec_, "dbus-run-session"]
        assert terminal.line("aws-sso config --aws-config a-fi\t")[-1] == "a-file-of-mine"
    finally:
        terminal.end()


def test_a_bash_without_compopt_completes_files(home: Program) -> None:
    """bash 3.2, which macOS has, lacks it; with it taken away, this one stands for that."""
    (home.home / "a-file-of-mine").touch()
    start_up = home.home / ".bashrc"
    text = start_up.read_text(encoding="utf-8")
    start_up.write_text(f"enable -n compopt\n{text}", encoding="utf-8")
    terminal = Terminal("bash", home)
    try:
        assert terminal.line("aws-sso config --aws-config a-fi\t")[-1] == "a-file-of-mine"
        assert terminal.line("aws-sso exec -p Sh\t cat a-fi\t")[-1] == "a-file-of-mine"
        assert terminal.line("aws-sso eval -p Sh\t") == ["eval", "-p", "Shop:Developer"]
    finally:
        terminal.end()


HELPER = """\
#!/bin/sh
exec {real} "$@"
"""


@pytest.mark.parametrize("shell", SHELLS)
def test_the_helpers_set_and_clear_the_shells_variables(shell: str, home: Program) -> None:
    """`aws-sso-profile` with Tab, `AWS_SSO_HELPER_ARGS`; refused while `AWS_PROFILE` is set."""
    real = Path(sys.executable).with_name("aws-sso")
    wrapper = Path(home.environ["PATH"].split(":")[0]) / "aws-sso"
    wrapper.write_text(HELPER.format(real=real), encoding="utf-8")
    home.environ["AWS_SSO_HELPER_ARGS"] = "--level error --no-config-check"
    terminal = Terminal(shell, home)
    tell = 'printf "<%s>" "$AWS_SSO_PROFILE" "$AWS_SESSION_TOKEN"'
    try:
        terminal.process.send(f"aws-sso-profile Shop\t; {tell}\r")
        terminal.process.expect(r"<Shop:Developer><[A-Za-z0-9_-]+>")
        terminal.process.send(f"aws-sso-profile -S Def\tÜ\tB\t; {tell}\r")
        terminal.process.expect(r"<Ünï \$\(touch pwned\) 'n \"q\":Billing><")
        terminal.process.send(
            f"aws-sso-profile qqqq; echo e{{$?}}; {tell}\r".replace(
                "{$?}", "$status" if shell == "fish" else "$?"
            )
        )
        terminal.process.expect(r"> .*qqqq")  # the picker, with that typed in
        terminal.process.send("\x03")
        terminal.process.expect("no role picked")
        terminal.process.expect("e130\r?\n")
        terminal.process.expect("<Ünï ")
        terminal.process.send(f"aws-sso-clear; {tell}\r")
        terminal.process.expect("<><>")
        variable = "set -x AWS_PROFILE x" if shell == "fish" else "export AWS_PROFILE=x"
        terminal.process.send(f"{variable}; aws-sso-profile Shop:Developer; {tell}\r")
        terminal.process.expect("AWS_PROFILE is set, and programs would use it instead")
        terminal.process.expect("<><>")
    finally:
        terminal.end()
    assert not (home.home / "pwned").exists()


@pytest.mark.parametrize("shell", SHELLS)
def test_what_was_installed_is_shown_and_can_be_taken_out(shell: str, home: Program) -> None:
    """The start-up file is as it was, byte for byte; twice is like once."""
    files = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/conf.d/aws-sso.fish"}
    path = home.home / files[shell]
    with_block = path.read_text(encoding="utf-8")
    again = home.succeeds("install-completions", "--shell", shell)
    assert "has the completions" in again.err
    assert path.read_text(encoding="utf-8") == with_block
    ran = home.succeeds("setup", "completions", "-U", "--shell", shell)
    assert "-" in ran.err
    assert "aws-sso" not in (path.read_text(encoding="utf-8") if path.exists() else "")
    assert not (home.folder / f"completion.{shell}").exists()
    assert (
        "no aws-sso completions"
        in home.succeeds("setup", "completions", "-U", "--shell", shell).err
    )
    shown = home.succeeds("setup", "completions", "-I", "--shell", shell).err
    assert "+" in shown
    assert path.read_text(encoding="utf-8") == with_block


def test_bash_start_up_files_are_chosen_with_care(home: Program) -> None:
    """`~/.bash_profile` if it stands for itself; never a new one, which would hide `~/.profile`."""
    profile, rc = home.home / ".bash_profile", home.home / ".bashrc"
    install = ("setup", "completions", "-I", "--shell", "bash")
    home.succeeds("setup", "completions", "-U", "--shell", "bash")
    profile.write_text("[ -f ~/.bashrc ] && . ~/.bashrc\n", encoding="utf-8")
    home.succeeds(*install)
    assert "BEGIN_AWS_SSO_CLI" in rc.read_text(encoding="utf-8")
    assert "BEGIN" not in profile.read_text(encoding="utf-8")
    home.succeeds("setup", "completions", "-U", "--shell", "bash")
    profile.write_text("export MINE=1", encoding="utf-8")
    home.succeeds(*install)
    assert profile.read_text(encoding="utf-8").startswith("export MINE=1\n# BEGIN_AWS_SSO_CLI\n")
    other = home.home / "other"
    home.succeeds(*install, "--shell-script", str(other))
    assert "BEGIN_AWS_SSO_CLI" in other.read_text(encoding="utf-8")
    other.write_text("# BEGIN_AWS_SSO_CLI\n", encoding="utf-8")
    assert "damaged" in home.fails(*install, "--shell-script", str(other)).err
    home.fails("setup", "completions", "-I", "--shell", "tcsh", code=2)
    home.fails("setup", "completions", code=2)


def test_powershell_has_it_in_its_profile(home: Program) -> None:
    """With `assume` and the prompt; taken out again, the file is as it was."""
    profile = home.home / ".config" / "powershell" / "Microsoft.PowerShell_profile.ps1"
    script = home.folder / "completion.pwsh.ps1"
    profile.parent.mkdir(parents=True)
    profile.write_text("Set-PSReadLineOption -EditMode Emacs\n", encoding="utf-8")
    for shell in ("pwsh", "powershell"):
        home.succeeds("setup", "shell", "--prompt", "--name", "as", "--shell", shell)
    assert "function as {" in script.read_text(encoding="utf-8")
    assert "function prompt {" in script.read_text(encoding="utf-8")
    text = profile.read_text(encoding="utf-8")
    assert text.count(f". ('{script}')") == 1
    source = home.succeeds("setup", "completions", "--source", "--shell", "pwsh").out
    assert source == script.read_text(encoding="utf-8")
    home.succeeds("setup", "completions", "-U", "--shell", "pwsh")
    assert profile.read_text(encoding="utf-8") == "Set-PSReadLineOption -EditMode Emacs\n"
    assert not script.exists()


def test_completion_never_complains(home: Program) -> None:
    """Without or with a broken config.yaml there are commands and flags, and no values."""

    def answer(*words: str) -> str:
        return home.run(*words, _AWS_SSO_COMPLETE="zsh").out

    assert "Shop:Developer\tDeveloper in Shop\n" in answer("eval", "-p", "")
    home.config.write_text("SSOConfig: [", encoding="utf-8")
    assert answer("logi") == "values\nlogin\tSign in to an Identity Center instance\n"
    assert answer("eval", "-p", "") == ""
    home.config.unlink()
    assert answer("eval", "-p", "") == ""
    assert answer("nonsense", "-p", "") == ""
    assert "--profile\t" in answer("eval", "--prof")
    assert answer().startswith("values\nlogin\t")


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_finds_one_of_ten_thousand(
    shell: str, home: Program, start_identity_center: StartIdentityCenter
) -> None:
    """The right one, whole; the time it takes is in `make bench`."""
    center = start_identity_center(generated(2000, 5))
    home.environ |= center.variables
    home.add_setting("Threads: 20")
    home.succeeds("cache")
    (account,) = [a for a, one in center.world.organization.accounts.items() if "1234" in one.name]
    terminal = Terminal(shell, home)
    try:
        assert terminal.line("aws-sso eval -p Example\\ Team\\ 1234:Role003\t")[-1] == (
            "Example Team 1234:Role003"
        )
        assert terminal.line(f"aws-sso eval -A {account[:11]}\t -R Role004\t") == [
            "eval", "-A", account, "-R", "Role004",
        ]  # fmt: skip
    finally:
        terminal.end()
