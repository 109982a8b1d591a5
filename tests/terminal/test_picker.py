"""The picker on a real terminal."""

import json
import re
import time

import pytest

from aws_sso.emulator.organization import Account, generated
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter, StartIdentityCenter
from tests.program import Program
from tests.serving import credential_server
from tests.terminal.conftest import OpenTerminal
from tests.terminal.tmux import Tmux

ADMIN = "arn:aws:iam::111122223333:role/Admin"
TAGS = """\
    Accounts:
      111122223333: {Tags: {Env: sandbox}}
      222233334444: {Tags: {Env: dev, Team: Shop Builders}}
      333344445555: {Tags: {Env: prod, Team: Shop Builders, Color: red}}
"""


@pytest.fixture
def tagged(signed_in: Program) -> Program:
    """A home whose config.yaml tags accounts."""
    text = signed_in.config.read_text(encoding="utf-8")
    signed_in.configure(text.replace("AuthWorkflow", TAGS + "AuthWorkflow", 1))
    return signed_in


def rows(lines: list[str]) -> list[str]:
    """The roles on a screen: what is between the headings and the details."""
    end = next((i for i, line in enumerate(lines) if line.startswith("---")), len(lines) - 1)
    return [line for line in lines[1:end] if line and line.split()[0] != "account"]


def selected(lines: list[str]) -> str:
    """The role at the pointer; nothing while the screen is blank or half drawn."""
    return next((line[2:] for line in lines[1:] if line.startswith("> ")), "")


def found(lines: list[str], typed: str, count: str) -> bool:
    """Whether the first line has what was typed, and the count of its roles."""
    return lines[0].split() == [">", *typed.split(), count]


def test_exec_picks_a_role(tagged: Program, open_terminal: OpenTerminal) -> None:
    """Type, look, Enter: the command runs with that role, and the screen is as before."""
    tagged.add_setting("ExecKeepsPassword: true")  # Else `exec` says that it is not handed on.
    terminal = open_terminal(tagged)
    terminal.line("aws-sso exec -- printenv AWS_SSO_PROFILE")
    first = ["Example", "Log", "Archive", "012345670123", "ReadOnly"]
    terminal.comes_to(
        lambda lines: found(lines, "", "10/10") and selected(lines).split() == first, "all roles"
    )
    terminal.types("prod read")
    terminal.comes_to(
        lambda lines: (
            found(lines, "prod read", "1/10") and selected(lines).split()[-1:] == ["ReadOnly"]
        ),
        "one role",
    )
    terminal.shows("arn:aws:iam::333344445555:role/ReadOnly", "Env=prod  Team=Shop Builders")
    terminal.keys("Enter")
    terminal.comes_to(
        lambda lines: lines[0].startswith("$ aws-sso exec") and lines[1] == "333344445555:ReadOnly",
        "the screen as before, and the command's output",
    )


def test_without_a_command_if_asked_for(signed_in: Program, open_terminal: OpenTerminal) -> None:
    """`BareCommand: exec`: a shell with the picked role; where no person looks, still the list."""
    signed_in.add_setting("BareCommand: exec")
    signed_in.add_setting("NoSuchKey: 1")
    terminal = open_terminal(signed_in)
    terminal.line("aws-sso 2> warnings; grep -c NoSuchKey warnings")
    terminal.shows("10/10")
    terminal.keys("Escape")
    terminal.comes_to(lambda lines: "1" in lines, "one warning")
    terminal.line("aws-sso; echo code-$?")
    terminal.shows("10/10")
    terminal.types("billing")
    terminal.shows("1/10")
    terminal.keys("Enter")
    terminal.shows("leave it with `exit`")
    terminal.line('echo "<$AWS_SSO_PROFILE>"; exit 7')
    terminal.shows("<999988887777:Billing>", "code-7")
    terminal.line("aws-sso | head -1")
    terminal.shows("AccountId")


def test_leaving_without_a_choice(signed_in: Program, open_terminal: OpenTerminal) -> None:
    """Esc, Ctrl-C: nothing runs, exit code 130."""
    terminal = open_terminal(signed_in)
    for key in ("Escape", "C-c"):
        terminal.line("aws-sso exec -- echo ran; echo code-$?")
        terminal.shows("10/10")
        terminal.keys(key)
        lines = terminal.shows("code-130")
        assert "error: no role picked" in lines
        assert "ran" not in lines
        terminal.line("clear")
        terminal.comes_to(lambda lines: "code-130" not in "".join(lines), "a clear screen")


def test_eval_picks_while_its_output_is_captured(
    signed_in: Program, open_terminal: OpenTerminal
) -> None:
    """stdout is a pipe, and stdin too: the picker has the terminal itself."""
    terminal = open_terminal(signed_in)
    terminal.line('eval "$(aws-sso eval --prompt < /dev/null)"; echo "<$AWS_SSO_PROFILE>"')
    terminal.shows("10/10")
    terminal.types("billing")
    terminal.shows("1/10")
    terminal.keys("Enter")
    terminal.shows("<999988887777:Billing>")


def test_used_roles_come_first(signed_in: Program, open_terminal: OpenTerminal) -> None:
    """With how long ago, and how long their credentials last; and they beat equal matches."""
    signed_in.succeeds("eval", "--shell", "bash", "-p", "333344445555:ReadOnly")
    terminal = open_terminal(signed_in)
    terminal.line("aws-sso exec -- true")
    # To the minute it cannot be said: starting the picker may take one on a slow machine.
    used = re.compile(r"Example Shop Production +333344445555  ReadOnly +5\dm +\dm ago")
    terminal.comes_to(
        lambda lines: (
            found(lines, "", "10/10") and used.fullmatch(selected(lines).rstrip()) is not None
        ),
        "the role that was used",
    )
    terminal.types("readonly")
    terminal.comes_to(
        lambda lines: found(lines, "readonly", "4/10") and "333344445555" in selected(lines),
        "that role, of four equal ones",
    )


def test_tab_walks_by_tags(tagged: Program, open_terminal: OpenTerminal) -> None:
    """A key, a value, and again; `FirstTag` is first; values with spaces are quoted."""
    tagged.add_setting("FirstTag: Team")
    terminal = open_terminal(tagged)
    terminal.line("aws-sso exec -- printenv AWS_SSO_PROFILE")
    terminal.shows("10/10")
    terminal.keys("Tab")
    terminal.comes_to(
        lambda lines: "  tags" in lines and selected(lines).split() == ["Team", "6"], "tags"
    )
    terminal.keys("Enter")
    terminal.comes_to(
        lambda lines: "  values of Team" in lines and selected(lines) == "Shop Builders  6",
        "values",
    )
    terminal.keys("Enter")
    terminal.shows('> Team="Shop Builders" ', "6/10")
    terminal.types("env=p")
    terminal.keys("Tab")
    terminal.comes_to(
        lambda lines: (
            found(lines, 'Team="Shop Builders" Env=prod', "3/10")
            and ["Production" in row for row in rows(lines)] == [True] * 3
        ),
        "the roles of production",
    )
    terminal.types("break")
    terminal.shows("1/10")
    terminal.keys("Enter")
    terminal.shows("333344445555:BreakGlass")


def test_the_search_can_be_limited_to_tags(tagged: Program, open_terminal: OpenTerminal) -> None:
    """`FullTextSearch: false` begins with the tags, and words are beginnings of their values."""
    tagged.add_setting("FullTextSearch: false")
    terminal = open_terminal(tagged)
    terminal.line("aws-sso exec")
    terminal.shows("  tags")
    terminal.keys("Escape")
    terminal.comes_to(lambda lines: len(rows(lines)) == 10, "the roles")
    terminal.types("pro")
    terminal.shows("3/10")
    terminal.types("xx")
    terminal.shows("no matches", "0/10")
    terminal.keys("C-c")


def test_the_console_instead(signed_in: Program, open_terminal: OpenTerminal) -> None:
    """Ctrl-O; what the picker was opened for does not happen."""
    terminal = open_terminal(signed_in)
    terminal.line("aws-sso exec -u printurl -- echo ran > out; echo code-$?")
    terminal.shows("10/10")
    terminal.types("billing")
    terminal.shows("1/10")
    terminal.keys("C-o")
    terminal.shows("code-0")
    out = (signed_in.home / "out").read_text(encoding="utf-8")
    assert "Action=login" in out
    assert "ran" not in out


def test_loading_a_server_picks_too(signed_in: Program, open_terminal: OpenTerminal) -> None:
    """`ecs load` without a profile."""
    with credential_server(signed_in) as server:
        terminal = open_terminal(signed_in)
        terminal.line(f"aws-sso ecs load --server {server.url.partition('://')[2]}")
        terminal.shows("10/10")
        terminal.types("billing")
        terminal.shows("1/10")
        terminal.keys("Enter")
        terminal.shows("the default slot is filled with `999988887777:Billing`")
        assert server.ask("/profile")[1]["RoleName"] == "Billing"


def test_keys_and_help(signed_in: Program, open_terminal: OpenTerminal) -> None:
    """Moving, pages, clearing the line, pasting several lines, copying, and what the keys are."""
    terminal = open_terminal(signed_in, rows=12)
    terminal.line("aws-sso exec")
    terminal.shows("10/10")
    terminal.keys("Down", "C-n", "Down", "Up")
    terminal.comes_to(lambda lines: "111122223333  ReadOnly" in selected(lines), "the third role")
    terminal.keys("PPage")
    terminal.comes_to(lambda lines: "012345670123" in selected(lines), "the first role")
    terminal.keys("NPage")
    terminal.comes_to(lambda lines: "999988887777" in selected(lines), "the last role")
    terminal.types("\x1b[200~shop\nprod\n\x1b[201~")
    terminal.shows("> shop prod", "3/10")
    terminal.keys("C-u")
    terminal.shows("10/10")
    terminal.keys("F1")
    terminal.shows("Keys", "open the role's console instead")
    terminal.keys("F1")
    terminal.shows("Example Log Archive")
    terminal.keys("C-y")
    terminal.shows("copied arn:aws:iam::012345670123:role/ReadOnly")
    terminal.keys("C-c")
    terminal.shows("no role picked")


def test_rows_are_walked_with_the_keys_of_fzf(
    signed_in: Program, open_terminal: OpenTerminal
) -> None:
    """Ctrl-J and Ctrl-K, Home and End; in the list of tags too."""
    terminal = open_terminal(signed_in)
    terminal.line("aws-sso exec")
    terminal.shows("10/10")
    terminal.keys("C-j", "C-j", "C-j", "C-k")
    terminal.comes_to(lambda lines: "111122223333  ReadOnly" in selected(lines), "the third role")
    terminal.keys("End")
    terminal.comes_to(lambda lines: "999988887777" in selected(lines), "the last role")
    terminal.keys("Home")
    terminal.comes_to(lambda lines: "012345670123" in selected(lines), "the first role")
    terminal.keys("Tab")
    terminal.comes_to(lambda lines: "  tags" in lines, "the tags")
    first = selected(terminal.screen())
    terminal.keys("End")
    terminal.comes_to(lambda lines: selected(lines) not in ("", first), "the last tag")
    terminal.keys("Home")
    terminal.comes_to(lambda lines: selected(lines) == first, "the first tag")
    terminal.keys("C-c")


def test_columns_have_headings(signed_in: Program, open_terminal: OpenTerminal) -> None:
    """Above each column that there is; none where there is no room."""
    signed_in.succeeds("eval", "--shell", "bash", "-p", "333344445555:ReadOnly")
    terminal = open_terminal(signed_in)
    terminal.line("aws-sso exec")
    lines = terminal.comes_to(
        lambda lines: (
            found(lines, "", "10/10")
            and lines[1].split() == ["account", "id", "role", "expires", "used"]
            and selected(lines).endswith(" ago")
        ),
        "headings",
    )
    assert lines[1].index("id") == lines[2].index("333344445555")
    assert lines[1].index("role") == lines[2].index("ReadOnly")
    terminal.resize(110, 5)
    terminal.comes_to(
        lambda lines: lines[1].startswith("> ") and "account" not in "".join(lines), "no headings"
    )
    terminal.keys("C-c")


def test_suspended_and_continued_like_any_program(
    signed_in: Program, open_terminal: OpenTerminal
) -> None:
    """Ctrl-Z gives the shell back as it was; `fg` shows the picker with all that was typed."""
    terminal = open_terminal(signed_in)
    terminal.line("aws-sso exec -u printurl -- printenv AWS_SSO_PROFILE")
    terminal.shows("10/10")
    terminal.types("billing")
    terminal.shows("1/10")
    terminal.keys("C-z")
    terminal.shows("Stopped")
    terminal.line("echo sh''ell; stty -a | grep -o ' echo '")
    terminal.comes_to(lambda lines: "shell" in lines and " echo" in lines, "a shell that echoes")
    terminal.line("fg")
    terminal.comes_to(lambda lines: found(lines, "billing", "1/10"), "the picker again")
    terminal.keys("Enter")
    terminal.shows("999988887777:Billing")


def test_a_shell_that_waits_for_the_output_is_not_left_waiting(
    signed_in: Program, open_terminal: OpenTerminal
) -> None:
    """In `$(…)` nobody could type `fg`: Ctrl-Z says so, and the picker goes on."""
    terminal = open_terminal(signed_in)
    # A shell within a shell: its process group is one that the kernel does stop.
    terminal.line("PS1='inner ' bash --norc")
    terminal.comes_to(lambda lines: "inner" in lines, "the inner shell")
    terminal.line('eval "$(aws-sso eval --prompt)"; echo "<$AWS_SSO_PROFILE>"')
    terminal.shows("10/10")
    terminal.types("billing")
    terminal.shows("1/10")
    terminal.keys("C-z")
    terminal.shows("cannot suspend: the shell is waiting for the output")
    terminal.keys("Enter")
    terminal.shows("<999988887777:Billing>")


def test_ten_thousand_roles_at_every_width(
    program: Program, start_identity_center: StartIdentityCenter, open_terminal: OpenTerminal
) -> None:
    """The screen is right after typing, deleting, and resizing to 40 columns and back."""
    center = start_identity_center(generated(2000, 5))
    program.environ |= center.variables
    program.add_setting("Threads: 20")
    program.succeeds("login")
    terminal = open_terminal(program)
    terminal.line("aws-sso exec -- printenv AWS_SSO_PROFILE")
    terminal.shows("10,000/10,000")
    terminal.types("team 1234 r3")
    wide = terminal.comes_to(
        lambda lines: (
            lines[0].startswith("> team 1234 r3 ")
            and selected(lines).startswith("Example Team 1234 ")
            and selected(lines).endswith("Role003")
            and any(line.endswith(":role/Role003") for line in lines)  # it is drawn to the end
        ),
        "one role of team 1234, with its details",
    )
    terminal.resize(40, 16)
    narrow = terminal.comes_to(
        lambda lines: selected(lines) == "Example Team 1234  Role003", "narrow columns"
    )
    assert all(len(line) <= 40 for line in narrow)
    terminal.keys("BSpace", "BSpace", "BSpace")
    terminal.comes_to(lambda lines: selected(lines).endswith("Role000"), "all of its roles")
    terminal.resize(110, 30)
    terminal.types(" r3")
    terminal.comes_to(lambda lines: lines == wide, "the same screen again")
    terminal.keys("Enter")
    terminal.shows(":Role003")


def test_wide_and_hostile_names_stay_in_their_columns(
    program: Program, identity_center: RunningIdentityCenter, open_terminal: OpenTerminal
) -> None:
    """Wide characters take two cells, control characters are escapes, and nothing runs."""
    accounts = identity_center.world.organization.accounts
    accounts.clear()
    names = ("株式会社サンプル", "Ünï Cödé", "esc\x1b[31mred\x07", "$(touch pwned)\nnext", "plain")
    for number, name in enumerate(names):
        account = f"11110000000{number}"
        accounts[account] = Account(account, name, "", ["Admin"])
    program.succeeds("login")
    terminal = open_terminal(program)
    terminal.line("aws-sso exec -- printenv AWS_SSO_PROFILE")
    lines = rows(
        terminal.comes_to(
            lambda lines: ["  Admin" in row for row in rows(lines)] == [True] * 5, "five roles"
        )
    )
    width = {"株式会社サンプル": 8}  # one cell less for each letter than tmux prints
    places = {line.index("11110000000") + width.get(line[2:].split("  ")[0], 0) for line in lines}
    assert len(places) == 1, lines
    terminal.types("サン")
    terminal.comes_to(
        lambda lines: found(lines, "サン", "1/5") and "株式会社サンプル" in selected(lines),
        "the name in Japanese",
    )
    terminal.keys("C-u")
    terminal.types("uni code")
    terminal.comes_to(lambda lines: "Ünï Cödé" in selected(lines), "the name without accents")
    terminal.keys("Enter")
    terminal.shows("111100000001:Admin")
    assert not (program.home / "pwned").exists()


def test_colors_are_the_users(tagged: Program, open_terminal: OpenTerminal) -> None:
    """Ours, those of `PromptColors`, or none at all with `NO_COLOR`."""

    def searching(**environ: str) -> Tmux:
        """A terminal with the roles of `shop` on its screen."""
        terminal = open_terminal(tagged, **environ)
        terminal.line("aws-sso exec")
        terminal.shows("10/10")
        terminal.types("shop")
        terminal.comes_to(
            lambda lines: found(lines, "shop", "6/10") and len(rows(lines)) == 6, "six roles"
        )
        return terminal

    red_dot_of_production = "\x1b[31m"
    searching().shows(red_dot_of_production, "●", colored=True)
    underlined_instead = ("\x1b[1m\x1b[4m", "\x1b[1;4m")
    lines = searching(NO_COLOR="1").comes_to(
        lambda lines: any(look in "\n".join(lines[1:]) for look in underlined_instead),
        "the letters found, underlined",
        colored=True,
    )
    assert "\x1b[3" not in "\n".join(lines).replace("\x1b[39m", "")
    tagged.add_setting("PromptColors: {PreviewSuggestionTextColor: Fuchsia, InputBGCol: Red}")
    terminal = searching()
    terminal.shows("\x1b[95m", colored=True)
    terminal.keys("C-c")
    terminal.shows("`PromptColors`: `InputBGCol` is not known; did you mean `InputBGColor`?")


def test_a_guarded_role_wants_the_accounts_name(
    tagged: Program, open_terminal: OpenTerminal
) -> None:
    """`ConfirmTags`: the name, or nothing happens; `--yes` for scripts."""
    tagged.add_setting("ConfirmTags: {Env: prod}")
    command = "aws-sso exec -p 333344445555:ReadOnly -- printenv AWS_SSO_PROFILE"
    terminal = open_terminal(tagged)
    terminal.line(f"{command}; echo code-$?")
    terminal.shows("`ReadOnly` is a guarded role. Type `Example Shop Production`:")
    terminal.line("yes")
    terminal.shows("wrong account name; nothing was done", "code-1")
    terminal.line("clear")
    terminal.comes_to(lambda lines: lines[0] == "$", "a clear screen")
    terminal.line(command)
    terminal.shows("Type `Example Shop Production`:")
    terminal.line("example shop  production")
    terminal.shows("333344445555:ReadOnly")
    ran = tagged.fails("console", "-p", "333344445555:ReadOnly", code=2)
    assert "needs confirmation, but there is no terminal" in ran.err
    assert "hint: confirm in advance with `--yes`" in ran.err
    tagged.fails("eval", "--shell", "bash", "-p", "333344445555:ReadOnly", code=2)
    tagged.fails("credentials", "-p", "333344445555:ReadOnly", code=2)
    assert tagged.succeeds("eval", "--shell", "bash", "--yes", "-p", "333344445555:ReadOnly").out
    assert json.loads(tagged.succeeds("process", "-p", "333344445555:ReadOnly").out)


def test_without_a_terminal_there_is_an_error_at_once(signed_in: Program) -> None:
    """Never a hang; also on one that cannot place text."""
    started = time.monotonic()
    for arguments in (("exec",), ("console",), ("eval", "--prompt", "--shell", "bash")):
        ran = signed_in.fails(*arguments, code=2)
        assert "cannot open the picker: no terminal" in ran.err
        assert "hint: choose a role with `--profile`" in ran.err
    assert time.monotonic() - started < 60
