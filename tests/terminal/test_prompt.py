"""The prompt that knows the role: in bash, zsh and fish on a real terminal."""

import os
import re
import subprocess

import pytest

from tests import parts
from tests.program import Program
from tests.terminal.shells import HOSTILE, SHELLS, OpenShell, ShellTerminal, prepare

TAGS = """\
    Accounts:
      '111122223333': {Tags: {Color: green}, Roles: {Admin: {Tags: {Confirm: 'true'}}}}
"""
SCRIPTS = parts.ROOT / "src/aws_sso/adapters/desktop/completion_scripts"
UNTIL = re.compile(r"until \d\d:\d\d")


def left(terminal: ShellTerminal) -> str:
    """What stands for the time of an hour: fish has no clock."""
    if terminal.shell != "fish":
        return "59m"
    lines = terminal.tmux.comes_to(lambda lines: bool(UNTIL.search("\n".join(lines))), "the end")
    found = UNTIL.search("\n".join(lines))
    assert found
    return found[0]


@pytest.mark.parametrize("shell", SHELLS)
def test_it_shows_the_role_and_how_long(shell: str, shop: Program, open_shell: OpenShell) -> None:
    """From the first prompt with a role to the last, without touching the exit code."""
    prepare(shop, shell, "", "--prompt")
    terminal = open_shell(shell, shop)
    terminal.line("assume shop-dev:Admin", "now `shop-dev:Admin`")
    terminal.waits(f"[shop-dev:Admin {left(terminal)}] <0>$")
    terminal.line("false")
    terminal.waits(f"[shop-dev:Admin {left(terminal)}] <1>$")
    terminal.line("assume -x", "left")
    terminal.waits("<0>$")
    if shell != "fish":
        terminal.line("assume -", "now `shop-dev:Admin`")
        terminal.line("export AWS_SSO_EXPIRATION_EPOCH=1000000000")
        terminal.waits("[shop-dev:Admin expired] <0>$")
        # An expression there would run what stands in its index.
        terminal.line("export AWS_SSO_EXPIRATION_EPOCH='x[$(touch pwned)]'")
        terminal.waits("[shop-dev:Admin] <0>$")
        terminal.line("export AWS_SSO_EXPIRATION_EPOCH=99999999999")
        terminal.tmux.shows("[shop-dev:Admin 2")
        assert not (shop.home / "pwned").exists()


@pytest.mark.parametrize("no_color", ["", "1"])
@pytest.mark.parametrize("shell", SHELLS)
def test_a_guarded_role_is_red(
    shell: str, no_color: str, shop: Program, open_shell: OpenShell
) -> None:
    """Others have the color of their tag, and `NO_COLOR` keeps all of it away."""
    shop.configure(
        shop.config.read_text(encoding="utf-8").replace("AuthWorkflow", TAGS + "AuthWorkflow", 1)
    )
    prepare(shop, shell, "", "--prompt")
    terminal = open_shell(shell, shop, NO_COLOR=no_color)
    for name, color in (("shop-prod:Admin", 31), ("shop-prod:ReadOnly", 32)):
        terminal.line(f"assume --yes {name}", f"now `{name}`")
        text = f"[{name} {left(terminal)}]"
        terminal.waits(f"{text} <0>$")
        last = [line for line in terminal.tmux.screen("-e") if "<0>$" in line][-1]
        assert (f"\x1b[{color}m{text}" in last) is not bool(no_color), last


@pytest.mark.parametrize("shell", ["bash", "zsh", "zsh with PROMPT_SUBST", "fish"])
def test_names_run_nothing(shell: str, shop: Program, open_shell: OpenShell) -> None:
    """Scenario 17: whatever a name holds stands there as it is."""
    shell, _, option = shell.partition(" with ")
    prepare(shop, shell, f"setopt {option}\n" if option else "", "--prompt")
    terminal = open_shell(shell, shop)
    terminal.line("aws-sso-profile", "4/4")
    terminal.tmux.types("Billing")
    terminal.tmux.shows("1/4")
    terminal.tmux.keys("Enter")
    terminal.tmux.shows("now `")
    terminal.waits(f"[{HOSTILE}:Billing {left(terminal)}] <0>$")
    assert not (shop.home / "pwned").exists()


@pytest.mark.parametrize(
    ("shell", "own"),
    [
        ("bash", "PROMPT_COMMAND='MINE=$?; PS1=\"<$MINE>own$ \";'\n"),
        ("zsh", 'precmd() { PROMPT="<$?>own$ " }\n'),
        ("zsh", 'precmd_functions=(mine); mine() { PROMPT="<$?>own$ " }\n'),
    ],
)
def test_a_prompt_that_is_built_anew_each_time_has_it_too(
    shell: str, own: str, shop: Program, open_shell: OpenShell
) -> None:
    """The user's own hook runs first, and sees the exit code."""
    prepare(shop, shell, own, "--prompt")
    terminal = open_shell(shell, shop, prompt="<0>own$")
    terminal.line("assume shop-dev:Admin", "now `shop-dev:Admin`")
    terminal.waits("[shop-dev:Admin 59m] <0>own$")
    terminal.line("false")
    terminal.waits("[shop-dev:Admin 59m] <1>own$")


@pytest.mark.parametrize(("shell", "name"), [("bash", "PS1"), ("zsh", "PROMPT")])
def test_a_prompt_that_was_kept_aside_shows_the_role_once(
    shell: str, name: str, shop: Program, open_shell: OpenShell
) -> None:
    """As virtual environments do it, while the shell goes on to a role of another color."""
    shop.configure(
        shop.config.read_text(encoding="utf-8").replace("AuthWorkflow", TAGS + "AuthWorkflow", 1)
    )
    prepare(shop, shell, "", "--prompt")
    terminal = open_shell(shell, shop)
    terminal.line("assume --yes shop-prod:Admin", "now `shop-prod:Admin`")
    terminal.line(f'KEPT=${name}; {name}="(venv) ${name}"')
    terminal.waits("(venv) [shop-prod:Admin 59m] <0>$")
    terminal.line("assume shop-dev:Admin", "now `shop-dev:Admin`")
    terminal.line(f"{name}=$KEPT")
    terminal.waits("[shop-dev:Admin 59m] <0>$")


def test_a_bash_without_a_clock_shows_the_end(shop: Program, open_shell: OpenShell) -> None:
    """Before 4.2 its `printf` cannot tell the time; this one neither."""
    old = "printf() { case $* in *'%('*) return 1 ;; esac; builtin printf \"$@\"; }\n"
    prepare(shop, "bash", old, "--prompt")
    terminal = open_shell("bash", shop)
    terminal.line("assume shop-dev:Admin", "now `shop-dev:Admin`")
    found = terminal.tmux.comes_to(lambda lines: bool(UNTIL.search("\n".join(lines))), "the end")
    assert re.search(r"\[shop-dev:Admin until \d\d:\d\d\] <0>\$", "\n".join(found))


@pytest.mark.parametrize("shell", SHELLS)
def test_uninstalling_takes_it_off_running_shells(
    shell: str, shop: Program, open_shell: OpenShell
) -> None:
    """The next prompt is the user's own again."""
    prepare(shop, shell, "", "--prompt")
    terminal = open_shell(shell, shop)
    terminal.line("assume shop-dev:Admin", "now `shop-dev:Admin`")
    shop.succeeds("setup", "shell", "--uninstall", "--shell", shell)
    terminal.line("true")
    terminal.waits("<0>$")


@pytest.mark.parametrize("shell", SHELLS)
def test_no_name_controls_the_terminal(shell: str) -> None:
    """Control characters are left out, also those beyond ASCII: U+009B begins what ESC [ does."""
    script = SCRIPTS / f"prompt.{shell}"
    asked = {
        "bash": f'PS1=; . {script}; _aws_sso_prompt; printf %s "${{PS1@P}}"',
        "zsh": f"PROMPT=; . {script}; _aws_sso_prompt; print -P $PROMPT",
        "fish": f"source {script}; __aws_sso_segment",
    }
    quick = {"bash": ["--norc", "-ic"], "zsh": ["-f", "-ic"], "fish": ["--no-config", "-c"]}
    done = subprocess.run(
        [parts.program(shell), *quick[shell], asked[shell]],
        env={
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            "AWS_SSO_ROLE_ARN": "arn:aws:iam::111122223333:role/Admin",
            "AWS_SSO_ROLE_NAME": "Admin",
            "AWS_SSO_PROFILE": "a\x9b31m\x1b[0m\u202ered:Admin",
            "AWS_ACCESS_KEY_ID": "x",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    # bash marks what takes no room on the screen.
    shown = done.stdout.replace("\x01", "").replace("\x02", "").strip()
    assert shown == "[a31m[0m\u202ered:Admin]"
