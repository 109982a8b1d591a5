"""The options for choosing a role."""

from aws_sso.annotations import Any, Callable
from aws_sso.cli.options import values
from aws_sso.cli.options.declared import Declaring, Option, argument, declaring, flag, option
from aws_sso.domain.roles.selection import RoleChoice, read_choice
from aws_sso.errors import UsageError

_OPTIONS = (
    Option(
        ("--profile", "-p"),
        "profile",
        "Role by profile name.",
        metavar="NAME",
        completes=values.profiles,
    ),
    Option(("--arn", "-a"), "arn", "Role by ARN.", metavar="ARN", completes=values.arns),
    Option(
        ("--account", "-A"),
        "account",
        "Account of the role; requires --role.",
        metavar="ID",
        completes=values.accounts,
    ),
    Option(
        ("--role", "-R"),
        "role",
        "Name of the role; requires --account.",
        metavar="NAME",
        completes=values.roles,
    ),
)

min_ttl_option = option(
    "--min-ttl",
    bounds=(0, 720),
    default=0,
    metavar="MINUTES",
    help="Renew credentials that expire sooner than this.",
)

prefix_option = option(
    "--prefix",
    "-P",
    metavar="FIELD=PREFIX",
    help="Only roles whose field begins with this.",
    completes=values.field_prefixes,
)

elevate_option = flag(
    "--elevate", help="Use the role that `Elevate` names for it, in the same account."
)

words_argument = argument("words", many=True, metavar="[WORD]...")
"""Words of role names, for commands without other arguments."""


def one_choice(choice: RoleChoice, words: tuple[str, ...]) -> RoleChoice:
    """Return the choice made by flags; raises UsageError if there are also words."""
    if choice and words:
        raise UsageError(
            f"`{words[0]}`: words for a role cannot be combined with flags that choose one"
        )
    return choice


def role_options(function: Callable[..., Any] | Declaring) -> Declaring:
    """Add `--profile`, `--arn`, `--account` and `--role`; the command gets them as `choice`."""
    found = declaring(function)
    command = found.run

    def with_choice(*arguments: Any, **options: Any) -> Any:
        said = (options.pop(one.field) for one in _OPTIONS)
        return command(*arguments, choice=read_choice(*said), **options)

    found.run = with_choice
    found.parameters[:0] = _OPTIONS
    return found
