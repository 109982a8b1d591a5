"""The reference of commands: an index with the global options, and a page for each subject."""

import re
from collections.abc import Callable, Iterable
from html import escape
from inspect import cleandoc

import click
from manual_page import all_commands

from aws_sso.cli.by_click.commands import SsoCommand, global_options
from aws_sso.cli.command_table import SHOWN
from aws_sso.parts.flags import NAMES

SUBJECTS = {
    "session": ("Sessions", ("login", "logout", "flush", "lock")),
    "roles": ("Lists of roles", ("cache", "list", "tags")),
    "credentials": ("Using roles", ("exec", "each", "eval", "status", "time")),
    "console": ("The console", ("console",)),
    "profiles": ("Profiles and SDKs", ("config", "setup profiles", "process", "credentials")),
    "ecs": ("The credential server", ("ecs",)),
    "setup": ("Setting up", ("setup wizard", "setup store", "setup aws-cli-token", "setup ecs")),
    "shell": ("Your shell", ("setup shell", "setup completions", "install-completions")),
    "troubleshooting": ("Troubleshooting", ("doctor", "explain", "help")),
    "trying": ("Trying it out, and more", ("demo", "emulator", "version")),
}
"""Title and commands of each page in docs/reference/commands."""
SAMPLE_ROLE = "shop-dev:Developer"
"""Stands for NAME in examples: a role of docs/reference/sample.md, so that they can be typed."""


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    escaped = ([_cell(cell) for cell in row] for row in rows)
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(row)} |" for row in escaped]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """Return a cell in which `|` means itself, in code too: Markdown has no escape for it there."""
    with_code = re.sub(
        r"`([^`]*\|[^`]*)`", lambda code: f"<code>{escape(code[1], quote=False)}</code>", text
    )
    with_code = re.sub(r"(\d+)<=x<=(\d+)", r"\1 to \2", with_code)
    return with_code.replace("|", "&#124;")


def index() -> str:
    """Return the page that lists all commands."""
    text = "# Commands\n\n"
    text += "For one of them, run `aws-sso COMMAND --help`; for all on one page, `man aws-sso`.\n\n"
    summaries = {entry.name: entry.summary for entry in SHOWN}
    for page, (title, names) in SUBJECTS.items():
        rows = [
            (f"[`{name}`](commands/{page}.md#{_anchor(name)})", _summary(name, command, summaries))
            for name, command in _commands(names)
        ]
        text += f"## {title}\n\n{table(('command', 'does'), rows)}\n"
    text += "## Global options\n\nEvery command takes them, before and after its name.\n\n"
    return text + table(("option", "meaning"), _option_rows(global_options()))


def _summary(name: str, command: SsoCommand, summaries: dict[str, str]) -> str:
    first = cleandoc(command.help or "").split("\n\n")[0]
    return summaries.get(name) or " ".join(first.split()).removesuffix(".")


def _anchor(name: str) -> str:
    return name.replace(" ", "-")


def subject(page: str) -> Callable[[], str]:
    """Return what writes the page of a subject."""

    def written() -> str:
        title, names = SUBJECTS[page]
        return f"# {title}\n\n" + "".join(_one(*each) for each in _commands(names))

    return written


def unlisted() -> list[str]:
    """Return the commands that are not on exactly one page."""
    listed = [name for _, names in SUBJECTS.values() for name, _ in _commands(names)]
    return [
        f"`aws-sso {name}` is on {listed.count(name)} pages of the reference"
        for name, _ in all_commands()
        if listed.count(name) != 1
    ]


def _commands(names: tuple[str, ...]) -> list[tuple[str, SsoCommand]]:
    """Return commands by their names, and those of groups, in this order."""
    return [
        (name, command)
        for wanted in names
        for name, command in all_commands()
        if name == wanted or name.startswith(f"{wanted} ")
    ]


def _one(name: str, command: SsoCommand) -> str:
    context = click.Context(command, info_name=f"aws-sso {name}")
    usage = " ".join(command.collect_usage_pieces(context))
    text = f"## {name}\n\n`aws-sso {name} {usage}`\n\n{_paragraphs(command.help or '')}\n\n"
    rows = _option_rows(p for p in command.own_parameters if p.name not in NAMES)
    return text + (table(("option", "meaning"), rows) + "\n" if rows else "")


def _option_rows(options: Iterable[click.Parameter]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for option in options:
        if isinstance(option, click.Option):
            context = click.Context(click.Command("x"))
            names, help_text = option.get_help_record(context) or ("", "")
            rows.append((f"`{names}`", help_text))
    return rows


def _paragraphs(help_text: str) -> str:
    parts = []
    for part in cleandoc(help_text).split("\n\n"):
        if part.startswith("\b"):
            parts.append(_block(part.removeprefix("\b\n")))
        else:
            parts.append(" ".join(part.split()))
    return "\n\n".join(parts)


def _block(text: str) -> str:
    """Return a block: of commands to type, each with what it does as a comment, or of any text."""
    lines = text.splitlines()
    if not all(line.startswith("aws-sso ") for line in lines):
        return f"```text\n{text}\n```"
    pairs = [re.split(r" {2,}", line.replace("NAME", SAMPLE_ROLE)) for line in lines]
    width = max(len(typed) for typed, *_ in pairs)
    typed = [
        f"$ {line.ljust(width)}   # {meaning[0]}" if meaning else f"$ {line}"
        for line, *meaning in pairs
    ]
    return "```console\n" + "\n".join(typed) + "\n```"
