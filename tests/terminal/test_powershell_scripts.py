"""The scripts for PowerShell, which cannot be run here: parsed, and held to some rules."""

import re
from collections.abc import Callable, Iterator

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

from aws_sso.adapters.desktop.shell_start_up import shell_script
from aws_sso.domain.shell.powershell import ascii_quoted, word
from aws_sso.domain.shell.shells import render
from aws_sso.domain.shell.start_up import ShellParts
from aws_sso.domain.shell.variables import EnvironmentChanges
from aws_sso.emulator.organization import NASTY_NAMES
from tests.terminal.shells import HOSTILE
from tests.unit.test_shells import hostile_names

SCRIPT = shell_script("pwsh", ShellParts("assume", True))


def parsed(text: str) -> Node:
    """Return the syntax tree of a script; fails for what is no PowerShell."""
    root = Parser(Language(tree_sitter_powershell.language())).parse(text.encode()).root_node
    wrong = [node for node in nodes(root) if node.is_error or node.is_missing]
    assert not wrong, [(node.start_point, node.text) for node in wrong]
    return root


def nodes(root: Node) -> Iterator[Node]:
    yield root
    for child in root.children:
        yield from nodes(child)


def of_kind(root: Node, kind: str) -> list[str]:
    return [(node.text or b"").decode() for node in nodes(root) if node.type == kind]


@pytest.mark.parametrize("broken", [SCRIPT + "}\n", SCRIPT.replace("'files'", "'files"), "if ("])
def test_the_parser_finds_mistakes(broken: str) -> None:
    """A brace too many, an open quote, half a statement."""
    with pytest.raises(AssertionError):
        parsed(broken)


@pytest.mark.parametrize("parts", [ShellParts(), ShellParts("switch-role"), ShellParts("a", True)])
def test_the_scripts_are_powershell_in_ascii(parts: ShellParts) -> None:
    """Windows PowerShell reads files in the code page; both kinds get the same."""
    text = shell_script("powershell", parts)
    assert text == shell_script("pwsh", parts)
    assert text.isascii()
    defined = of_kind(parsed(text), "function_name")
    assert {"aws-sso-profile", "aws-sso-clear"} <= set(defined)
    assert (parts.function in defined) is (parts.function is not None)
    assert ("prompt" in defined) is parts.prompt


def test_only_our_output_is_run() -> None:
    """One `Invoke-Expression`, of what aws-sso printed, after its exit code was read."""
    commands = of_kind(parsed(SCRIPT), "command_name")
    assert commands.count("Invoke-Expression") == 1
    assert not {"iex", "Start-Process", "Add-Type", "cmd"} & set(commands)
    before, _, after = SCRIPT.partition("Invoke-Expression ")
    assert after.startswith("($lines -join")
    assert before.rstrip().endswith("if ($LASTEXITCODE -eq 0 -and $lines) {")
    assert "$lines = & $program @options @args\n" in before


def test_nothing_newer_than_windows_powershell() -> None:
    """5.1 has no ternary, no `??`, no `&&`, and no automatic variables for systems."""
    assert not re.search(r"\?\?|\?\.| \? |&&|\|\||\$Is(Windows|Linux|MacOS)\b", SCRIPT)


@pytest.mark.parametrize(
    "quoted", [word, lambda name: f"({ascii_quoted(name)})"], ids=["typed", "in scripts"]
)
def test_quoted_names_are_one_argument(quoted: Callable[[str], str]) -> None:
    """To the parser: no name begins a command, a variable or a statement of its own."""
    for name in [*NASTY_NAMES, HOSTILE, *hostile_names(100)]:
        if not name.isprintable():
            continue  # Such names are never completed.
        root = parsed(f"aws-sso -p {quoted(name)} last\n")
        assert of_kind(root, "command_name") == ["aws-sso"], name
        assert not of_kind(root, "variable"), name
        assert not of_kind(root, "sub_expression"), name


def test_what_is_evaluated_is_assignments_only() -> None:
    """Of the variables named, each on one line."""
    names = [*NASTY_NAMES, *hostile_names(100)]
    values = {f"T_{number}": name for number, name in enumerate(names) if "\0" not in name}
    root = parsed(render(EnvironmentChanges(values, ("OLD",)), "powershell"))
    assert of_kind(root, "command_name") == ["Remove-Item"]
    assert of_kind(root, "variable") == [f"$env:{name}" for name in values]
