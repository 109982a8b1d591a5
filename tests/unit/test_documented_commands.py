"""Every command line in the documentation names a command and options that exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from manual_page import all_commands

ROOT = Path(__file__).parents[2]
COMMANDS = {
    tuple(name.split()): {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
    for name, command in all_commands()
}
NOT_OURS = {"--": "the child's", "-h": "everywhere", "--help": "everywhere"}
GENERATED = ("commands.md", "configuration.md", "tables.md")


def command_lines(text: str) -> Iterator[str]:
    """Yield what follows `aws-sso` in console blocks and in code, up to a pipe, `;` or `&&`."""
    blocks = re.findall(r"^```(?:console|sh)\n(.*?)^```", text, re.S | re.M)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    lines += [code[1] for code in re.finditer(r"`([^`\n]*)`", re.sub(r"(?s)```.*?```", "", text))]
    for line in lines:
        for found in re.finditer(r"(?:^|[\s$(\"])aws-sso ((?:[^|;&#)`]|&#)*)", line):
            if not re.search(r"#.*\baws-sso\b", line[: found.start()]):
                yield found[1].split("#")[0].split(" > ")[0].strip().strip('"')


def problem(line: str) -> str | None:
    """Return what is wrong with a command line, None if nothing is."""
    try:
        words = shlex.split(line.partition(" -- ")[0].removesuffix(" --"))
    except ValueError:
        words = line.split()
    while words and words[0].startswith("-"):
        words = words[2 if words[0] in ("-S", "--sso", "--config") else 1 :]
    if not words or words[0].isupper() or not words[0][0].islower():
        return None
    known = [key for n in (1, 2, 3) if (key := tuple(words[:n])) in COMMANDS]
    if not known:
        groups = {key[: len(words)] for key in COMMANDS}
        return None if tuple(words) in groups else f"no command `{' '.join(words[:2])}`"
    options = COMMANDS[known[-1]]
    for word in words[len(known[-1]) :]:
        name = word.partition("=")[0].strip("[],.")
        if re.fullmatch(r"--?[a-zA-Z][\w-]*", name) and name not in options | NOT_OURS.keys():
            return f"`{' '.join(known[-1])}` has no option `{name}`"
    return None


@pytest.mark.parametrize(
    "page",
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
        *(p for p in sorted((ROOT / "docs").rglob("*.md")) if p.name not in GENERATED),
    ],
    ids=lambda page: page.name,
)
def test_documented_command_lines_exist(page: Path) -> None:
    """In examples and in the text."""
    found = [(line, problem(line)) for line in command_lines(page.read_text(encoding="utf-8"))]
    assert [one for one in found if one[1]] == []


@pytest.mark.parametrize(
    "line",
    ["lgoin", "setup shells", "list --sorted Id", "exec -Z x -- env -i", "ecs server --pot 1"],
)
def test_what_does_not_exist_is_noticed(line: str) -> None:
    """A command, a command within a group, an option."""
    text = f"```console\n$ aws-sso {line}   # try it\n```\n"
    (found,) = command_lines(text)
    assert problem(found)
