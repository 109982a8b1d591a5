"""Moving between roles in a shell: `assume` in bash, zsh and fish on a real terminal."""

import re

import pytest

from tests.program import Program
from tests.terminal.shells import SHELLS, OpenShell, prepare

OPENED = """\
UrlAction: exec
UrlExecCommand: [sh, -c, 'echo "$1" > ~/opened', sh, '%s']
"""

ELEVATES = """\
    Accounts:
      '111122223333': {Roles: {ReadOnly: {Elevate: Admin}}}
"""


@pytest.mark.parametrize("shell", SHELLS)
def test_it_switches_goes_back_and_leaves(shell: str, shop: Program, open_shell: OpenShell) -> None:
    """By an exact name, `-` and `-` again, `-x`; each time it says what it did."""
    prepare(shop, shell)
    terminal = open_shell(shell, shop)
    tell = terminal.variables("AWS_SSO_PROFILE", "AWS_REGION")
    terminal.line(f"assume shop-prod:Admin; {tell}", "now `shop-prod:Admin` for 59m", "<shop-prod")
    terminal.line(
        f"assume shop-dev:Admin; {tell}",
        "now `shop-dev:Admin` for 59m; was `shop-prod:Admin`",
        "<shop-dev:Admin><us-east-1>",
    )
    terminal.line("assume -", "now `shop-prod:Admin` for 59m; was `shop-dev:Admin`")
    terminal.line("assume -", "now `shop-dev:Admin` for 59m; was `shop-prod:Admin`")
    tell = terminal.variables("AWS_SSO_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_REGION")
    terminal.line(f"assume -x; {tell}", "left `shop-dev:Admin`", "<><><>")
    terminal.line("assume -x", "no aws-sso credentials in this shell")
    terminal.line("assume -", "now `shop-dev:Admin` for 59m")


@pytest.mark.parametrize("shell", SHELLS)
def test_words_are_searched(shell: str, shop: Program, open_shell: OpenShell) -> None:
    """The only role that has them all is taken, and said; else the picker has them typed in."""
    prepare(shop, shell)
    terminal = open_shell(shell, shop)
    terminal.line("assume prod read", "using `shop-prod:ReadOnly`", "now `shop-prod:ReadOnly`")
    terminal.line("assume shop admin", "> shop admin", "2/4")
    terminal.tmux.keys("Enter")
    terminal.tmux.shows("now `shop-")
    terminal.line("assume nothing like it", "0/4")
    terminal.tmux.keys("Escape")
    terminal.tmux.shows("error: no role picked", "<130>$")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_failure_changes_nothing_and_is_seen(
    shell: str, shop: Program, open_shell: OpenShell
) -> None:
    """The exit code is the function's, for wrong options, no way back, variables in the way."""
    prepare(shop, shell, "", "--name", "go-to")
    terminal = open_shell(shell, shop)
    tell = terminal.variables("AWS_SSO_PROFILE")
    terminal.line("go-to shop-prod:Admin", "now `shop-prod:Admin`")
    terminal.line("go-to --nonsense", "no such option", "<2>$")
    terminal.line("go-to -", "no role to go back to", "<2>$")
    terminal.line(f"go-to --help; {tell}", "Usage: go-to", "<shop-prod:Admin>")
    unset, export = ("set -e", "set -x {} {}") if shell == "fish" else ("unset", "export {}={}")
    terminal.line(export.format("AWS_PROFILE", "x"))
    hint = f"hint: {unset} AWS_PROFILE"
    terminal.line("go-to shop-dev:Admin", "AWS_PROFILE is set", hint, "<2>$")
    terminal.line(f"{unset} AWS_PROFILE AWS_SSO_ROLE_ARN")
    terminal.line(f"go-to shop-dev:Admin; {tell}", "not from aws-sso", "<shop-prod:Admin>")


def test_strict_shells_take_it_too(shop: Program, open_shell: OpenShell) -> None:
    """`set -u`, and `set -e` in a script, which ends where it fails."""
    prepare(shop, "bash")
    terminal = open_shell("bash", shop)
    terminal.line("set -u; assume shop-prod:Admin; aws-sso-clear; aws-sso-profile shop-dev:Admin")
    terminal.tmux.shows("now `shop-dev:Admin`")
    script = shop.home / "script"
    script.write_text(
        ". ~/.aws-sso/completion.bash\nset -eu\nassume shop-dev:Admin\n"
        'echo "<$AWS_SSO_PROFILE>"\nassume -s nothing --clear\necho still here\n',
        encoding="utf-8",
    )
    lines = terminal.line("bash script; echo code-$?", "<shop-dev:Admin>", "code-2")
    assert "still here" not in "\n".join(lines)


@pytest.mark.parametrize("shell", SHELLS)
def test_within_a_shell_of_exec_it_switches_in_place(
    shell: str, shop: Program, open_shell: OpenShell
) -> None:
    """No second shell within the first, and `exit` leaves it as ever."""
    shop.add_setting("ExecKeepsPassword: true")
    prepare(shop, shell)
    terminal = open_shell(shell, shop)
    terminal.line("aws-sso exec -p shop-prod:ReadOnly", "leave it with `exit`")
    terminal.line("assume shop-dev:Admin", "now `shop-dev:Admin` for 59m; was `shop-prod:ReadOnly`")
    terminal.line("assume -", "now `shop-prod:ReadOnly` for 59m; was `shop-dev:Admin`")
    terminal.tmux.line("exit")
    terminal.line(terminal.variables("AWS_SSO_PROFILE"), "<>")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_console_opens_and_the_shell_stays_as_it_is(
    shell: str, shop: Program, open_shell: OpenShell
) -> None:
    """`-c` of a named role, `-s s3` of the shell's own; a URL that is printed runs nothing."""
    prepare(shop, shell)
    shop.configure(re.sub("(?m)^Url.*\n", "", shop.config.read_text(encoding="utf-8")) + OPENED)
    terminal = open_shell(shell, shop)
    tell = terminal.variables("AWS_SSO_PROFILE")
    terminal.line(
        f"assume -c -s s3 shop-dev:Admin; {tell}",
        "opening the console as `Admin` in account 111122224444",
        "<>",
    )
    assert "%2Fs3%2F" in (shop.home / "opened").read_text(encoding="utf-8")
    terminal.line("assume shop-prod:ReadOnly", "now `shop-prod:ReadOnly`")
    terminal.line(f"assume -c; {tell}", "`ReadOnly` in account 111122223333", "<shop-prod:ReadOnly")
    terminal.line("assume -c -u printurl", "Action=login", "<0>$")
    terminal.line("assume -u printurl", "4/4")
    terminal.tmux.keys("C-o")
    terminal.tmux.shows("Action=login", "<0>$")


@pytest.mark.parametrize("shell", SHELLS)
def test_it_completes_profiles_and_places(shell: str, shop: Program, open_shell: OpenShell) -> None:
    """Under the name that the user gave it; the second word is one to search by."""
    prepare(shop, shell, "", "--name", "go-to")
    terminal = open_shell(shell, shop)
    terminal.tmux.types("go-to shop-d")
    terminal.tmux.keys("Tab")
    terminal.tmux.shows("go-to shop-dev:Admin")
    terminal.tmux.keys("Enter")
    terminal.tmux.shows("now `shop-dev:Admin`")
    terminal.tmux.types("go-to -c -s secretsm")
    terminal.tmux.keys("Tab")
    terminal.tmux.shows("-s secretsmanager")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_helpers_take_options_as_such(shell: str, shop: Program, open_shell: OpenShell) -> None:
    """`aws-sso-profile --help`, bare with the picker, and at once an error where nobody types."""
    prepare(shop, shell)
    terminal = open_shell(shell, shop)
    terminal.line("aws-sso-profile --help", "Usage: aws-sso-profile", "<0>$")
    if shell != "fish":  # It does not hand a function's stdin on to what the function calls.
        terminal.line("aws-sso-profile </dev/null", "cannot open the picker", "<2>$")
    terminal.line("aws-sso-profile", "4/4")
    terminal.tmux.types("shop-dev")
    terminal.tmux.shows("1/4")
    terminal.tmux.keys("Enter")
    terminal.tmux.shows("now `shop-dev:Admin` for 59m")
    terminal.line("aws-sso-clear; aws-sso-profile -S Default shop-prod:Admin", "now `shop-prod:Ad")


def test_it_steps_up(shop: Program) -> None:
    """From the role of the shell, or one that is named; `-` leads back down."""
    text = shop.config.read_text(encoding="utf-8")
    shop.configure(text.replace("AuthWorkflow", ELEVATES + "AuthWorkflow", 1))
    ran = shop.succeeds("assume", "--shell", "sh", "-e", "shop-prod:ReadOnly")
    assert "export AWS_SSO_PROFILE=shop-prod:Admin;" in ran.out
    lines = shop.succeeds("eval", "--format", "env", "-p", "shop-prod:ReadOnly").out.splitlines()
    here = {name: value.strip("'") for name, _, value in (line.partition("=") for line in lines)}
    ran = shop.succeeds("assume", "--shell", "sh", "-e", **here)
    assert "now `shop-prod:Admin` for 59m; was `shop-prod:ReadOnly`" in ran.err
    assert "AWS_SSO_PREVIOUS='arn:aws:iam::111122223333:role/ReadOnly Default'" in ran.out
    ran = shop.fails("assume", "--shell", "sh", "-e", "shop-dev:Admin")
    assert "has no `Elevate` role" in ran.err


def test_without_its_function_it_says_how_to_get_it(shop: Program) -> None:
    """No program can change the shell that called it."""
    assert "install `assume` with `aws-sso setup shell`" in shop.fails("assume", "x", code=2).err


def test_names_that_shells_need_are_refused(shop: Program) -> None:
    """The function's name is a plain word, and none that would break the shell."""
    for name in ("eval", "aws-sso", "a b", "x;touch pwned", "-x", "", "if", "date"):
        ran = shop.fails("setup", "shell", "--shell", "bash", f"--name={name}", code=2)
        assert "is not a valid name" in ran.err or "is a shell command" in ran.err, name
    assert not (shop.folder / "completion.bash").exists()


@pytest.mark.parametrize("shell", SHELLS)
def test_installed_parts_stay_until_they_are_taken_out(shell: str, shop: Program) -> None:
    """`setup completions --install` and a second `setup shell` keep them; then all is gone."""
    prepare(shop, shell, "# mine\n", "--name", "go-to", "--prompt")
    own = {path: path.read_bytes() for path in shop.home.rglob("*") if path.is_file()}
    shop.succeeds("setup", "completions", "--install", "--shell", shell)
    shop.succeeds("setup", "shell", "--shell", shell)
    assert own == {path: path.read_bytes() for path in own}
    scripts = {"fish": ".config/fish/conf.d/aws-sso.fish"}
    script = shop.home / scripts.get(shell, f".aws-sso/completion.{shell}")
    assert script.read_text(encoding="utf-8").startswith(
        "# Parts: completions, function go-to, prompt\n"
    )
    shop.succeeds("setup", "shell", "--shell", shell, "--no-prompt")
    assert "_prompt" not in script.read_text(encoding="utf-8")
    assert "-" in shop.succeeds("setup", "shell", "--uninstall", "--shell", shell).err
    assert not script.exists()
    name = {"bash": ".bashrc", "zsh": ".zshrc"}.get(shell, ".config/fish/config.fish")
    assert (shop.home / name).read_text(encoding="utf-8").endswith("# mine\n")
    assert "nothing from aws-sso" in shop.succeeds("setup", "shell", "-U", "--shell", shell).err
