"""What can stand where: the values that options and arguments complete to.

They come from config.yaml and the roles fetched last, never from the network.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from click import Context, Parameter
from click.shell_completion import CompletionItem

from aws_sso.cli.flags import flags_of

if TYPE_CHECKING:
    from aws_sso.domain.roles.roles import Role
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts

FILES = "file"
COMMAND = "command"
NO_SPACE = "nospace"
"""Types of items that mean something other than a value: names of files, another command line,
and a value that goes on."""


def profiles(ctx: Context, parameter: Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of profiles, with account and role."""
    index = _instance(ctx).roles.index()
    return [
        CompletionItem(role.profile, help=_in_words(role))
        for role in index.profiles_with_prefix(incomplete)
    ]


def first_profile(ctx: Context, parameter: Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of profiles for the first word; those after it are words to search by."""
    return [] if ctx.params.get(parameter.name or "") else profiles(ctx, parameter, incomplete)


def arns(ctx: Context, parameter: Parameter, incomplete: str) -> list[CompletionItem]:
    """ARNs of roles, with the names of their profiles."""
    index = _instance(ctx).roles.index()
    return [
        CompletionItem(role.arn, help=role.profile) for role in index.arns_with_prefix(incomplete)
    ]


def accounts(ctx: Context, parameter: Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of accounts, with their names; of those that have the role, if `--role` is given."""
    from aws_sso.domain.roles.tags import account_label

    instance = _instance(ctx)
    found = instance.roles.index().accounts_with_prefix(incomplete, ctx.params.get("role"))
    primary = instance.primary_tags
    return [CompletionItem(role.account_id, help=account_label(role, primary)) for role in found]


def roles(ctx: Context, parameter: Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of roles; of those in the account, if `--account` is given."""
    index = _instance(ctx).roles.index()
    return _items(index.role_names_with_prefix(incomplete, ctx.params.get("account")))


def instances(ctx: Context, parameter: Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of instances, with their start URLs."""
    found = _parts(ctx).settings.instances
    return [
        CompletionItem(name, help=instance.start_url)
        for name, instance in found.items()
        if name.startswith(incomplete)
    ]


def fields(ctx: Context, parameter: Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of fields, with what they mean."""
    from aws_sso.domain.roles.fields import FIELDS

    return [
        CompletionItem(name, help=field.meaning)
        for name, field in FIELDS.items()
        if name.lower().startswith(incomplete.lower())
    ]


def field_prefixes(ctx: Context, parameter: Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of fields with the `=` after which the prefix comes."""
    found = fields(ctx, parameter, incomplete)
    return [CompletionItem(f"{item.value}=", NO_SPACE, item.help) for item in found]


def regions(ctx: Context, parameter: Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of AWS regions, with where they are."""
    found = _parts(ctx).network.region_names().items()
    return [
        CompletionItem(name, help=where) for name, where in found if name.startswith(incomplete)
    ]


def console_places(ctx: Context, parameter: Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of services; paths and addresses are for the user to know."""
    from aws_sso.domain.console.pages import SERVICES

    return _items(name for name in SERVICES if name.startswith(incomplete))


def files(ctx: Context, parameter: Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of files: the shell knows them better."""
    return [CompletionItem(incomplete, FILES)]


def command_line(ctx: Context, parameter: Parameter, incomplete: str) -> list[CompletionItem]:
    """A command of its own, with its own completion: how many of its words are there already."""
    return [CompletionItem(len(ctx.params.get("command") or ()), COMMAND)]


def _items(values: Iterable[str]) -> list[CompletionItem]:
    return [CompletionItem(value) for value in values]


def _in_words(role: "Role") -> str:
    account = role.account_name or role.account_alias or role.account_id
    return f"{role.role_name} in {account}"


def _parts(ctx: Context) -> "Parts":
    from aws_sso.cli.output import TERMINAL
    from aws_sso.parts.parts import Parts

    return Parts(flags_of(ctx), ctx.obj, "aws-sso", TERMINAL)


def _instance(ctx: Context) -> "Instance":
    return _parts(ctx).instance
