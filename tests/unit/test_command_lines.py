"""Command lines read plainly mean what click makes of them."""

import re
from importlib import import_module
from typing import Any

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from manual_page import all_commands

from aws_sso.cli.by_click.commands import command_of
from aws_sso.cli.by_click.program import root
from aws_sso.cli.command_table import COMMANDS
from aws_sso.cli.options.declared import Declared, Option
from aws_sso.cli.options.everywhere import EVERYWHERE
from aws_sso.cli.options.plain import leading, read

DECLARED: dict[str, Declared] = {
    entry.name: command
    for entry in COMMANDS
    if isinstance(
        command := import_module(f"aws_sso.cli.commands.{entry.module}").command, Declared
    )
}
FILE_OF_ITS_OWN = {"--policy"}
"""Refuses an empty value itself, and takes names too."""
WORDS = [
    "shop",
    "Profile",
    "prod:Admin",
    "30",
    "0",
    "-1",
    "",
    "-",
    "--",
    "a=b",
    "bash",
    "--nothing",
]


def by_click(declared: Declared, words: list[str]) -> dict[str, Any] | None:
    """What click reads; None where it refuses or prints help."""
    try:
        with root().make_context("aws-sso", ["version"], obj={}) as outer:
            command = command_of(declared)
            return dict(command.make_context(declared.name, list(words), parent=outer).params)
    except (click.ClickException, click.exceptions.Exit):
        return None


@some.composite
def lines(draw: some.DrawFn) -> tuple[str, list[str]]:
    """A command's name and words after it: its own options and others, right and wrong."""
    name = draw(some.sampled_from(sorted(DECLARED)))
    options = [one for one in DECLARED[name].parameters if isinstance(one, Option)]
    words: list[str] = []
    for _ in range(draw(some.integers(0, 5))):
        option = draw(some.sampled_from([*options, *EVERYWHERE, None]))
        value = draw(some.sampled_from([*WORDS, *(option.allowed if option else ())]))
        if option is None:
            words.append(value)
            continue
        typed = draw(some.sampled_from(option.names)).partition("/")[0]
        how = draw(some.sampled_from(["apart", "joined", "alone"]))
        words += {"apart": [typed, value], "joined": [f"{typed}={value}"], "alone": [typed]}[how]
    return name, words


@settings(max_examples=400, deadline=None)
@given(lines())
def test_what_is_read_plainly_is_what_click_reads(line: tuple[str, list[str]]) -> None:
    """The two never differ; what only click can read, or refuse, is left to it."""
    name, words = line
    found = read(DECLARED[name], EVERYWHERE, words)
    if found is None:
        return
    own, general = found
    expected = by_click(DECLARED[name], words)
    assert expected is not None, words
    given_everywhere = {one.field: expected.pop(one.field) for one in EVERYWHERE}
    assert own == expected
    assert general == {
        field: value for field, value in given_everywhere.items() if value is not None
    }


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("eval", ["-p", "shop:Admin", "--shell", "bash"]),
        ("eval", ["--profile=shop:Admin", "-n", "--min-ttl", "30"]),
        ("exec", ["-p", "shop:Admin", "--", "terraform", "plan", "-p", "x"]),
        ("exec", ["-p", "shop:Admin", "ls", "-l", "--", "x"]),
        ("list", ["Profile", "Arn", "--csv", "-s", "Expires"]),
        ("process", ["-S", "Other", "--arn", "arn:aws:iam::111122223333:role/Admin"]),
        ("time", []),
    ],
)
def test_everyday_lines_are_read_without_click(name: str, words: list[str]) -> None:
    """They do not pay for it."""
    assert read(DECLARED[name], EVERYWHERE, words) is not None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("eval", ["--help"]),
        ("eval", ["--prof", "x"]),
        ("eval", ["-pshop"]),
        ("eval", ["-p"]),
        ("eval", ["--shell", "bush"]),
        ("eval", ["--min-ttl", "721"]),
        ("eval", ["--clear=yes"]),
        ("time", ["now"]),
    ],
)
def test_the_rest_is_left_to_click(name: str, words: list[str]) -> None:
    """Help, errors, shortened and joined options."""
    assert read(DECLARED[name], EVERYWHERE, words) is None


def test_options_before_the_command_are_read() -> None:
    """The same ones as after it, up to its name."""
    assert leading(EVERYWHERE, ["-S", "Other", "--yes", "list", "-s", "Arn"]) == (
        {"sso": "Other", "yes": True},
        ["list", "-s", "Arn"],
    )
    assert leading(EVERYWHERE, ["--version"]) is None
    assert leading(EVERYWHERE, ["--", "list"]) is None


def test_options_with_a_file_complete_it() -> None:
    """That is how `run` knows them, to refuse an empty name."""
    options = [
        option
        for _, command in all_commands()
        for option in command.params
        if isinstance(option, click.Option) and re.search("FILE|DIR", option.metavar or "")
    ]
    assert len(options) > 8
    with click.Context(root(), obj={}) as context:
        wrong = [
            option.name
            for option in options
            if not FILE_OF_ITS_OWN & set(option.opts)
            and [one.type for one in option.shell_complete(context, "x")] != ["file"]
        ]
    assert wrong == []
