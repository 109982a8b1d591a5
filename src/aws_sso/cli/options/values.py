"""What can stand where: the values that options and arguments complete to.

They come from config.yaml and the roles fetched last, never from the network.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from aws_sso.domain.frozen import frozen
from aws_sso.parts.flags import GlobalFlags

if TYPE_CHECKING:
    from aws_sso.domain.roles.roles import Role
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts

VALUE = "plain"
FILES = "file"
COMMAND = "command"
NO_SPACE = "nospace"
"""Kinds of items: a value, names of files, another command line, and a value that goes on."""


@frozen
class Item:
    """Something that can stand there, and what it means."""

    value: Any
    kind: str = VALUE
    help: str | None = None


@frozen
class SoFar:
    """What the command line says before the word that is completed."""

    flags: GlobalFlags
    environ: Mapping[str, str]
    values: Mapping[str, Any]


Completes = Callable[[SoFar, str], list[Item]]
"""Returns what a word that begins with a text can be."""


def profiles(so_far: SoFar, incomplete: str) -> list[Item]:
    """Names of profiles, with account and role."""
    index = _instance(so_far).roles.index()
    return [
        Item(role.profile, help=_in_words(role)) for role in index.profiles_with_prefix(incomplete)
    ]


def first_profile(so_far: SoFar, incomplete: str) -> list[Item]:
    """Names of profiles for the first word; those after it are words to search by."""
    return [] if so_far.values.get("words") else profiles(so_far, incomplete)


def arns(so_far: SoFar, incomplete: str) -> list[Item]:
    """ARNs of roles, with the names of their profiles."""
    index = _instance(so_far).roles.index()
    return [Item(role.arn, help=role.profile) for role in index.arns_with_prefix(incomplete)]


def accounts(so_far: SoFar, incomplete: str) -> list[Item]:
    """Ids of accounts, with their names; of those that have the role, if `--role` is given."""
    from aws_sso.domain.roles.tags import account_label

    instance = _instance(so_far)
    found = instance.roles.index().accounts_with_prefix(incomplete, so_far.values.get("role"))
    primary = instance.primary_tags
    return [Item(role.account_id, help=account_label(role, primary)) for role in found]


def roles(so_far: SoFar, incomplete: str) -> list[Item]:
    """Names of roles; of those in the account, if `--account` is given."""
    index = _instance(so_far).roles.index()
    return _items(index.role_names_with_prefix(incomplete, so_far.values.get("account")))


def instances(so_far: SoFar, incomplete: str) -> list[Item]:
    """Names of instances, with their start URLs."""
    found = _parts(so_far).settings.instances
    return [
        Item(name, help=instance.start_url)
        for name, instance in found.items()
        if name.startswith(incomplete)
    ]


def fields(so_far: SoFar, incomplete: str) -> list[Item]:
    """Names of fields, with what they mean."""
    from aws_sso.domain.roles.fields import FIELDS

    return [
        Item(name, help=field.meaning)
        for name, field in FIELDS.items()
        if name.lower().startswith(incomplete.lower())
    ]


def field_prefixes(so_far: SoFar, incomplete: str) -> list[Item]:
    """Names of fields with the `=` after which the prefix comes."""
    found = fields(so_far, incomplete)
    return [Item(f"{item.value}=", NO_SPACE, item.help) for item in found]


def regions(so_far: SoFar, incomplete: str) -> list[Item]:
    """Names of AWS regions, with where they are."""
    found = _parts(so_far).network.region_names().items()
    return [Item(name, help=where) for name, where in found if name.startswith(incomplete)]


def console_places(so_far: SoFar, incomplete: str) -> list[Item]:
    """Names of services; paths and addresses are for the user to know."""
    from aws_sso.domain.console.pages import SERVICES

    return _items(name for name in SERVICES if name.startswith(incomplete))


def files(so_far: SoFar, incomplete: str) -> list[Item]:
    """Names of files: the shell knows them better."""
    return [Item(incomplete, FILES)]


def command_line(so_far: SoFar, incomplete: str) -> list[Item]:
    """A command of its own, with its own completion: how many of its words are there already."""
    return [Item(len(so_far.values.get("command") or ()), COMMAND)]


def _items(values: Iterable[str]) -> list[Item]:
    return [Item(value) for value in values]


def _in_words(role: "Role") -> str:
    account = role.account_name or role.account_alias or role.account_id
    return f"{role.role_name} in {account}"


def _parts(so_far: SoFar) -> "Parts":
    from aws_sso.cli.output import TERMINAL
    from aws_sso.parts.parts import Parts

    return Parts(so_far.flags, so_far.environ, "aws-sso", TERMINAL)


def _instance(so_far: SoFar) -> "Instance":
    return _parts(so_far).instance
