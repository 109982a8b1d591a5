"""What is typed for a role, on a terminal: an exact name, words, or a typo."""

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.program import Program
from tests.terminal.conftest import OpenTerminal

SHOW = "printenv AWS_SSO_ROLE_ARN"
BREAK_GLASS = "arn:aws:iam::333344445555:role/BreakGlass"


@pytest.fixture
def home(signed_in: Program) -> Program:
    """A signed-in home in which `exec` has nothing to say about passwords."""
    signed_in.add_setting("ExecKeepsPassword: true")
    return signed_in


def test_the_only_role_with_all_words_is_taken_and_said(
    home: Program, open_terminal: OpenTerminal
) -> None:
    """In any order, any case, parts of names, the account's name too."""
    terminal = open_terminal(home)
    for words in ("break shop", "PRODUCTION Glass", "333344445555 breakg"):
        terminal.line(f"clear; aws-sso exec -p '{words}' -- {SHOW}")
        terminal.shows(
            "using `333344445555:BreakGlass` (Example Shop Production)", f"\n{BREAK_GLASS}\n"
        )


def test_an_exact_name_is_taken_without_a_word(home: Program, open_terminal: OpenTerminal) -> None:
    """Even if it stands in others' names, too."""
    config = home.config.read_text(encoding="utf-8")
    accounts = """\
    Accounts:
      333344445555: {Roles: {BreakGlass: {Profile: shop}, ReadOnly: {Profile: shop-look}}}
"""
    home.configure(config.replace("AuthWorkflow", accounts + "AuthWorkflow", 1))
    terminal = open_terminal(home)
    terminal.line(f"aws-sso exec -p shop -- {SHOW}; echo done")
    lines = terminal.shows("\ndone\n")
    assert [line for line in lines if line][1:-2] == [BREAK_GLASS]


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("shop", "6/10"),
        ("shp prod brk", "1/10"),
        ("nothing like it", "0/10"),
        ("logs@example", "2/10"),
    ],
)
def test_anything_else_opens_the_picker_with_that_text(
    typed: str, count: str, home: Program, open_terminal: OpenTerminal
) -> None:
    """Several roles, a typo, none at all, an email: never a guess."""
    terminal = open_terminal(home)
    terminal.line(f"aws-sso exec -p '{typed}' -- {SHOW}; echo code-$?")
    terminal.comes_to(
        lambda lines: lines[0].split() == [">", *typed.split(), count], "the picker with the text"
    )
    terminal.keys("C-u")
    terminal.types("prod break")
    terminal.shows(" 1/10")
    terminal.keys("Enter")
    terminal.shows(BREAK_GLASS, "code-0")


def test_several_roles_of_one_name_are_picked_from(
    home: Program, open_terminal: OpenTerminal
) -> None:
    """`ProfileFormat` may give them all the same name."""
    home.add_setting("ProfileFormat: '{{ .RoleName }}'")
    terminal = open_terminal(home)
    terminal.line(f"aws-sso exec -p ReadOnly -- {SHOW}")
    terminal.shows("> ReadOnly", " 4/10")
    terminal.keys("C-c")


def test_words_are_found_in_every_instance(
    home: Program, open_terminal: OpenTerminal, identity_center: RunningIdentityCenter
) -> None:
    """An exact name first, then the chosen instance, then the others; which one is said."""
    text = home.config.read_text(encoding="utf-8")
    other = f"""\
  Other:
    SSORegion: us-east-1
    StartUrl: {identity_center.start_url}
    Accounts:
      111122223333: {{Roles: {{Admin: {{Profile: playground}}}}}}
"""
    home.configure(text.replace("AuthWorkflow", other + "AuthWorkflow", 1))
    home.succeeds("login", "-S", "Other")
    terminal = open_terminal(home)
    tell = "printenv AWS_SSO AWS_SSO_PROFILE"
    terminal.line(f"aws-sso exec -p playground -- {tell}")
    terminal.shows("\nOther\nplayground\n")
    terminal.line(f"clear; aws-sso exec -p 'play ground' -- {tell}")
    terminal.shows("using `playground` (Example Sandbox) of `Other`\nOther\nplayground\n")
    terminal.line(f"clear; aws-sso exec -p 'prod glass' -- {tell}")
    terminal.shows("(Example Shop Production)\nDefault\n333344445555:BreakGlass\n")
    terminal.line(f"clear; aws-sso exec -p 'prod glass' -- aws-sso exec -O -p playground -- {tell}")
    terminal.shows("\nOther\nplayground\n")
    terminal.line("clear; aws-sso exec -S Default -p playground")
    terminal.shows("> playground", " 0/10")
    terminal.keys("C-c")


def test_a_word_taken_for_a_guarded_role_still_asks(
    home: Program, open_terminal: OpenTerminal
) -> None:
    """`ConfirmTags`, as for an exact name."""
    home.add_setting("ConfirmTags: {AccountAlias: Example Shop Production}")
    terminal = open_terminal(home)
    terminal.line("aws-sso exec -p glass -- true; echo code-$?")
    terminal.shows("using `333344445555:BreakGlass`", "Type `Example Shop Production`:")
    terminal.line("no")
    terminal.shows("nothing was done", "code-1")


def test_words_before_dashes_choose_the_role_of_a_command(
    home: Program, open_terminal: OpenTerminal
) -> None:
    """`exec shop glass -- COMMAND`; without a command a shell; several roles: the picker."""
    terminal = open_terminal(home)
    terminal.line(f"aws-sso exec shop glass -- {SHOW}")
    terminal.shows("using `333344445555:BreakGlass` (Example Shop Production)", f"\n{BREAK_GLASS}")
    terminal.line("clear; aws-sso exec glass")
    terminal.shows("leave it with `exit`")
    terminal.line(f"clear; {SHOW}; exit")
    terminal.shows(BREAK_GLASS)
    terminal.line(f"clear; aws-sso exec shop -- {SHOW}")
    terminal.shows("> shop", " 6/10")
    terminal.keys("C-c")


def test_a_program_is_a_command_and_so_is_any_word_beside_a_role(
    home: Program, open_terminal: OpenTerminal
) -> None:
    """A program on PATH without a role opens the picker; what is no program ends with 127."""
    terminal = open_terminal(home)
    terminal.line(f"aws-sso exec {SHOW}")
    terminal.comes_to(lambda lines: lines[0].split() == [">", "10/10"], "the picker without a text")
    terminal.types("glass")
    terminal.shows(" 1/10")
    terminal.keys("Enter")
    terminal.shows(BREAK_GLASS)
    terminal.line("clear; aws-sso exec -p 111122223333:Admin shop; echo code-$?")
    terminal.shows("code-127")


def test_words_choose_the_role_of_other_commands_too(
    home: Program, open_terminal: OpenTerminal
) -> None:
    """`eval`, `credentials`, `console` and `ecs run`; without words they open the picker."""
    terminal = open_terminal(home)
    terminal.line('eval "$(aws-sso eval prod glass)"; echo "<$AWS_SSO_PROFILE>"; aws-sso-clear')
    terminal.shows("using `333344445555:BreakGlass`", "<333344445555:BreakGlass>")
    terminal.line('clear; eval "$(aws-sso eval --clear)"; aws-sso credentials glass | head -1')
    terminal.shows("[333344445555:BreakGlass]")
    terminal.line("clear; aws-sso console -u printurl glass > url; grep -c Action=login url")
    terminal.shows("using `333344445555:BreakGlass`", "\n1\n")
    terminal.line(
        "clear; aws-sso ecs run prod glass -- printenv AWS_CONTAINER_CREDENTIALS_FULL_URI"
    )
    terminal.shows("using `333344445555:BreakGlass`", "\nhttp://127.0.0.1:")
    for command in ("eval", "credentials", "ecs run -- true"):
        terminal.line(f"clear; aws-sso {command} | cat")
        terminal.shows("10/10")
        terminal.keys("C-c")
        terminal.shows("no role picked")


def test_words_beside_a_chosen_role_are_an_error(home: Program) -> None:
    """Which of the two is meant is not guessed."""
    chosen = ("-p", "111122223333:Admin")
    for command in ("eval", "credentials", "console", ("ecs", "load")):
        words = (command,) if isinstance(command, str) else command
        assert "cannot be combined" in home.fails(*words, *chosen, "glass", code=2).err
