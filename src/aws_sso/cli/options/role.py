"""The options by which commands let a role be chosen."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from aws_sso.cli.completion import values
from aws_sso.domain.roles.selection import RoleChoice, read_choice

_OPTIONS = (
    click.option(
        "--profile",
        "-p",
        metavar="NAME",
        help="Role by its profile name.",
        shell_complete=values.profiles,
    ),
    click.option("--arn", "-a", metavar="ARN", help="Role by its ARN.", shell_complete=values.arns),
    click.option(
        "--account",
        "-A",
        metavar="ID",
        help="Account of the role; with --role.",
        shell_complete=values.accounts,
    ),
    click.option(
        "--role",
        "-R",
        metavar="NAME",
        help="Name of the role; with --account.",
        shell_complete=values.roles,
    ),
)

min_ttl_option = click.option(
    "--min-ttl",
    type=click.IntRange(0, 720),
    default=0,
    metavar="MINUTES",
    help="Renew credentials that would not last that long.",
)

elevate_option = click.option(
    "--elevate", is_flag=True, help="Use the role that `Elevate` names for it, in the same account."
)


words_argument = click.argument("words", nargs=-1, metavar="[WORD]...")
"""Words of names of roles, for commands that take no other arguments."""


def one_choice(choice: RoleChoice, words: tuple[str, ...]) -> RoleChoice:
    """Return the choice that flags make; raises click's UsageError if there are words besides."""
    if choice and words:
        raise click.UsageError(f"`{words[0]}`: words for a role exclude the flags that choose one")
    return choice


def role_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--profile`, `--arn`, `--account` and `--role`; the command gets them as `choice`."""

    @wraps(command)
    def with_choice(*arguments: Any, **options: Any) -> Any:
        said = (options.pop(name) for name in ("profile", "arn", "account", "role"))
        return command(*arguments, choice=read_choice(*said), **options)

    decorated: Callable[..., Any] = with_choice
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated
