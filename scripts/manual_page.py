"""The manual page, aws-sso(1), from the table of commands (man-pages(7))."""

from collections.abc import Iterable
from inspect import cleandoc

import click

from aws_sso.cli.by_click.commands import SsoCommand, command_of, global_options
from aws_sso.cli.command_table import SHOWN
from aws_sso.cli.options.declared import Declared
from aws_sso.cli.options.environment import EXIT_CODES, FILES, READ
from aws_sso.parts.flags import NAMES

_EXAMPLES = (
    ("aws-sso login", "sign in, and fetch your roles"),
    ("aws-sso exec", "pick a role and start a shell with it"),
    ("aws-sso exec -p NAME -- terraform plan", "run a command with a role"),
    ("aws-sso console arn:aws:sqs:eu-west-1:123456789012:queue", "the page of a resource"),
    ("aws-sso config", "write profiles for SDKs"),
)


def manual(root_help: str, commands: Iterable[tuple[str, SsoCommand]]) -> str:
    """Return the page as roff. `commands` are all commands with their full names."""
    parts = [
        '.TH AWS-SSO 1 "" "" "User Commands"',
        ".SH NAME",
        r"aws-sso \- AWS IAM Identity Center on the command line",
        ".SH SYNOPSIS",
        ".B aws-sso",
        "[\\fICOMMAND\\fR] [\\fIOPTION\\fR]... [\\fIARGUMENT\\fR]...",
        ".SH DESCRIPTION",
        _text(root_help.split("\n\n")[0]),
        "Without a command, lists roles.",
        ".SH COMMANDS",
    ]
    for name, command in commands:
        parts += [".SS " + _text(f"aws-sso {name}"), *_paragraphs(command.help or "")]
        parts += _options(p for p in command.own_parameters if p.name not in NAMES)
    parts += [".SH OPTIONS", "Every command takes these, before and after its name."]
    parts += _options(global_options())
    parts += [".SH EXIT STATUS", *_pairs(EXIT_CODES)]
    parts += [".SH ENVIRONMENT", *_pairs(READ)]
    parts += [".SH FILES", *_pairs(FILES)]
    parts += [".SH EXAMPLES", *_pairs(_EXAMPLES)]
    parts += [".SH SEE ALSO", "aws(1)"]
    return "\n".join(parts) + "\n"


def all_commands() -> list[tuple[str, SsoCommand]]:
    """Return every command with its full name, those within groups too."""
    found: list[tuple[str, SsoCommand]] = []

    def add(name: str, command: click.Command | Declared) -> None:
        if isinstance(command, Declared):
            command = command_of(command)
        if isinstance(command, click.Group):
            for inner, each in command.commands.items():
                if not each.hidden:
                    add(f"{name} {inner}", each)
        elif isinstance(command, SsoCommand):
            found.append((name, command))

    for entry in SHOWN:
        add(entry.name, entry.load())
    return found


def _options(options: Iterable[click.Parameter]) -> list[str]:
    context = click.Context(click.Command("x"))
    pairs = []
    for option in options:
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record:
            pairs.append(record)
    return _pairs(pairs)


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[str]:
    lines = []
    for name, meaning in pairs:
        lines += [".TP", f"\\fB{_text(name)}\\fR", _text(meaning)]
    return lines


def _paragraphs(help_text: str) -> list[str]:
    lines = []
    for part in cleandoc(help_text).split("\n\n"):
        if part.startswith("\b"):
            lines += [".PP", ".nf", _text(part.removeprefix("\b\n")), ".fi"]
        else:
            lines += [".PP", _text(" ".join(part.split()))]
    return lines


def _text(text: str) -> str:
    """Escape for roff: backslashes, hyphens that people copy, and dots that begin a line."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(
        f"\\&{line}" if line[:1] in (".", "'") else line for line in escaped.split("\n")
    )
