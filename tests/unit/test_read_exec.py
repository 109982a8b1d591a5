"""What `exec` understands: words for a role, a command, and the shell it is called in."""

from collections.abc import Mapping

import pytest

from aws_sso.domain.roles.selection import RoleChoice, read_choice
from aws_sso.errors import UsageError
from aws_sso.use_cases.read_exec import ExecFlags, ExecWish, Surroundings, read_exec

NOW = 1_000_000.0
ARN = "arn:aws:iam::111122223333:role/Admin"
NAMED = RoleChoice(profile="a")
VARIABLES = {"AWS_SSO_ROLE_ARN": ARN}
SHELL = {**VARIABLES, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"}
OF_SHELL = read_choice(None, ARN, None, None)
EXPIRED = {**SHELL, "AWS_SSO_SESSION_EXPIRATION": "1970-01-01T00:00:00Z", "AWS_SSO_PROFILE": "old"}


def read(
    *arguments: str,
    environ: Mapping[str, str] | None = None,
    flags: ExecFlags | None = None,
    nested: str = "refuse",
    terminal: bool = True,
    after_dashes: bool = False,
) -> ExecWish:
    """Read a command line where `ls` is the only program."""
    here = Surroundings(environ or {}, NOW, nested, lambda: terminal, lambda name: name == "ls")
    return read_exec(here, flags or ExecFlags(RoleChoice()), arguments, after_dashes=after_dashes)


@pytest.mark.parametrize(
    ("arguments", "words", "command"),
    [
        (("shop",), ("shop",), ()),
        (("shop", "prod", "--", "ls", "-l"), ("shop", "prod"), ("ls", "-l")),
        (("shop", "ls"), ("shop", "ls"), ()),
        (("shop", "--"), ("shop",), ()),
        (("ls", "--", "shop"), (), ("ls", "--", "shop")),
        (("./shop", "prod"), (), ("./shop", "prod")),
        ((), (), ()),
    ],
)
def test_words_before_dashes_mean_a_role(
    arguments: tuple[str, ...], words: tuple[str, ...], command: tuple[str, ...]
) -> None:
    """Unless the first is a program, or a path."""
    assert read(*arguments) == ExecWish(RoleChoice(), words, command)


@pytest.mark.parametrize("rest", [(), ("--", "ls")])
def test_an_option_among_the_words_is_refused(rest: tuple[str, ...]) -> None:
    """It would count for nothing: `--read-only` there would narrow nothing."""
    with pytest.raises(UsageError, match="option `--read-only` must come before `shop`"):
        read("shop", "prod", "--read-only", *rest)


def test_what_follows_dashes_is_the_command() -> None:
    """Even if there is no such program."""
    assert read("shop", after_dashes=True) == ExecWish(RoleChoice(), (), ("shop",))


@pytest.mark.parametrize(
    ("environ", "choice", "chosen"), [({}, NAMED, NAMED), (VARIABLES, RoleChoice(), OF_SHELL)]
)
def test_where_a_role_is_chosen_the_first_word_is_the_command(
    environ: Mapping[str, str], choice: RoleChoice, chosen: RoleChoice
) -> None:
    """By a flag, or by variables."""
    wish = read("shop", environ=environ, flags=ExecFlags(choice))
    assert wish == ExecWish(chosen, (), ("shop",))


def test_without_a_terminal_there_are_no_words() -> None:
    """A script means a command."""
    assert read("shop", terminal=False) == ExecWish(RoleChoice(), (), ("shop",))


def test_a_shell_with_a_role_is_refused_with_the_ways_out() -> None:
    """`assume` in place, `exit`, or `-O`; never `eval --clear`."""
    with pytest.raises(UsageError, match="this shell already has a role") as refused:
        read("ls", environ=SHELL)
    assert refused.value.hint == (
        "switch this shell with `assume NAME`, or leave it with `exit`; "
        "or replace them with `--overwrite-env` (`-O`)"
    )
    replaced = read("ls", environ=SHELL, flags=ExecFlags(RoleChoice(), overwrite=True))
    assert replaced == ExecWish(OF_SHELL, (), ("ls",))


@pytest.mark.parametrize(
    ("environ", "hint"),
    [
        ({"AWS_PROFILE": "x"}, "`unset AWS_PROFILE`; or "),
        ({"AWS_ACCESS_KEY_ID": "x"}, "`unset AWS_ACCESS_KEY_ID`; or "),
        ({**SHELL, "AWS_PROFILE": "x"}, "leave it with `exit`; `unset AWS_PROFILE`; or "),
        ({**EXPIRED, "AWS_PROFILE": "x"}, "`unset AWS_PROFILE`; or "),
    ],
)
def test_what_is_in_the_way_can_be_unset(environ: Mapping[str, str], hint: str) -> None:
    """The hint names the variables that are."""
    with pytest.raises(UsageError) as refused:
        read(environ=environ, flags=ExecFlags(NAMED))
    assert hint in (refused.value.hint or "")


def test_expired_credentials_of_ours_are_not_in_the_way() -> None:
    """The same role is renewed, and words or flags lead elsewhere."""
    assert read("ls", environ=EXPIRED) == ExecWish(OF_SHELL, (), ("ls",), "old")
    assert read("shop", environ=EXPIRED) == ExecWish(RoleChoice(), ("shop",), (), "old")
    assert read(environ=EXPIRED, flags=ExecFlags(NAMED)) == ExecWish(NAMED, (), (), "old")


def test_a_time_that_cannot_be_read_is_not_expired() -> None:
    """Better refused than mixed."""
    with pytest.raises(UsageError):
        read(environ={**SHELL, "AWS_SSO_SESSION_EXPIRATION": "soon"})


def test_nested_exec_may_switch() -> None:
    """`NestedExec: switch`: the role of the shell is left, and is no choice of where to go."""
    assert read("ls", environ=SHELL, nested="switch") == ExecWish(RoleChoice(), (), ("ls",), ARN)
    assert read("shop", environ=SHELL, nested="switch").words == ("shop",)
    env = read("ls", environ=SHELL, nested="switch", flags=ExecFlags(RoleChoice(), use_env=True))
    assert env.choice == OF_SHELL
    with pytest.raises(UsageError, match="`AWS_PROFILE` is already set"):
        read("ls", environ={**SHELL, "AWS_PROFILE": "x"}, nested="switch")


@pytest.mark.parametrize("nested", ["refuse", "switch"])
def test_stepping_up_begins_with_the_shells_role(nested: str) -> None:
    """And replaces it."""
    flags = ExecFlags(RoleChoice(), elevate=True)
    assert read("ls", environ=SHELL, nested=nested, flags=flags) == ExecWish(
        OF_SHELL, (), ("ls",), ARN
    )
