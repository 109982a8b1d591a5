"""Help and messages: short, findable, and colored only where somebody sees it."""

import sys

import pexpect
import pytest

from aws_sso.cli.command_table import COMMANDS
from aws_sso.cli.help.topics import TOPICS
from aws_sso.cli.options.environment import READ
from tests.program import Program

RED_ERROR = "\x1b[1;31merror:\x1b[0m"
DIM_HINT = "\x1b[2mhint:\x1b[0m"


def test_a_commands_help_is_about_the_command(program: Program) -> None:
    """Global options take one line, which says where they are explained."""
    shown = program.succeeds("exec", "--help").out
    assert "see `aws-sso help options`" in shown
    assert "--auth-workflow" not in shown
    assert "--auth-workflow" in program.succeeds("help", "options").out


@pytest.mark.parametrize("name", [entry.name for entry in COMMANDS])
def test_help_of_a_command_is_what_its_flag_says(program: Program, name: str) -> None:
    """For people who type `help` first.

    `assume` says it aside, since a shell runs its output, and as the function that it is there.
    """
    usage, told = program.succeeds("help", name).out.split("\n", 1)
    expected = program.succeeds(name, "--help").all
    assert usage.replace("aws-sso assume", "assume") == expected.split("\n")[0].replace(
        "aws-sso assume", "assume"
    )
    assert told == expected.split("\n", 1)[1]


def test_help_reaches_commands_within_commands(program: Program) -> None:
    """`help ecs server`; and alone it is the whole program's."""
    assert program.succeeds("help", "ecs", "server").out == (
        program.succeeds("ecs", "server", "--help").out
    )
    assert program.succeeds("help").out == program.succeeds("--help").out


def test_topics_say_what_the_documentation_says(program: Program) -> None:
    """Each of them, without a configuration file; the command's help names them all."""
    program.config.unlink()
    listed = " ".join(program.succeeds("help", "--help").out.split())
    for topic in TOPICS:
        assert topic.title in program.succeeds("help", topic.name).out
        assert topic.name in listed
    variables = program.succeeds("help", "environment").out
    assert all(name.split(", ")[0] in variables for name, _ in READ)
    assert "130" in program.succeeds("help", "exit-codes").out


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(["exce"], "exec"), (["enviroment"], "environment"), (["ecs", "sever"], "server")],
)
def test_an_unknown_topic_suggests_the_nearest(
    program: Program, typed: list[str], meant: str
) -> None:
    """Of commands and topics."""
    ran = program.fails("help", *typed, code=2)
    assert f"no command or topic `{typed[-1]}`; did you mean `{meant}`?" in ran.err
    assert "hint: run `aws-sso help` to list commands; topics: options," in ran.err


def at_terminal(program: Program, *arguments: str, **environ: str) -> str:
    """Run it on a terminal, and return all that it shows."""
    process = pexpect.spawn(
        sys.executable,
        ["-m", "aws_sso", *arguments],
        env={**program.environ, "TERM": "xterm", **environ},
        dimensions=(50, 200),
        encoding="utf-8",
        timeout=60,
    )
    process.expect(pexpect.EOF)
    process.close()
    shown: str = process.before
    return shown


def test_errors_are_red_and_hints_dim_at_a_terminal(program: Program) -> None:
    """Of the command and of its usage; the text itself is plain."""
    for wrong in (["logn"], ["help", "exce"]):
        shown = at_terminal(program, *wrong)
        assert f"{RED_ERROR} " in shown
        assert f"{DIM_HINT} " in shown


def test_colors_are_left_out_where_nobody_wants_them(program: Program) -> None:
    """`NO_COLOR`, a terminal without any, and pipes."""
    assert "\x1b" not in at_terminal(program, "logn", NO_COLOR="1")
    assert "\x1b" not in at_terminal(program, "logn", TERM="dumb")
    assert "\x1b" not in program.fails("logn", code=2).err


def test_a_forged_hint_has_no_color(signed_in: Program) -> None:
    """Scenario 35: only the first line of a message is marked, whatever a server sends."""
    shown = at_terminal(signed_in, "eval", "--shell", "bash", "-a", "x\nhint: y")
    assert f"{DIM_HINT} y" not in shown


def test_doctor_ends_with_a_count(signed_in: Program) -> None:
    """The number of findings of each kind, the last line of all."""
    ran = signed_in.run("doctor")
    *lines, empty, last = ran.out.splitlines()
    assert empty == ""
    kinds = [line.split()[0] for line in lines if not line.startswith(" ")]
    ok, warnings, broken = (kinds.count(kind) for kind in ("ok", "warning", "broken"))
    assert last == (
        f"{ok} ok, {warnings} {'warning' if warnings == 1 else 'warnings'}, "
        f"{broken} {'problem' if broken == 1 else 'problems'}"
    )
