"""Completions for the values of options and arguments.

They come from config.yaml and the last fetched roles, never from the network.
"""

from itertools import islice

from aws_sso.annotations import TYPE_CHECKING, Any, Callable, Iterable, Mapping
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
"""Kinds of items: a value, file names, another command line, and an incomplete value."""
_EXAMPLES = 3
"""Values of a tag that are shown with its name."""


@frozen
class Item:
    """A completion, and its meaning."""

    value: Any
    kind: str = VALUE
    help: str | None = None


@frozen
class SoFar:
    """The command line before the completed word."""

    flags: GlobalFlags
    environ: Mapping[str, str]
    values: Mapping[str, Any]


Completes = Callable[[SoFar, str], list[Item]]
"""Returns completions for a word that begins with a text."""


def profiles(so_far: SoFar, incomplete: str) -> list[Item]:
    """Profile names, with account and role."""
    index = _instance(so_far).roles.index()
    return [
        Item(role.profile, help=_in_words(role)) for role in index.profiles_with_prefix(incomplete)
    ]


def first_profile(so_far: SoFar, incomplete: str) -> list[Item]:
    """Profile names for the first word; later words are search words."""
    return [] if so_far.values.get("words") else profiles(so_far, incomplete)


def words_and_command(so_far: SoFar, incomplete: str) -> list[Item]:
    """Names of profiles, which are words for roles too; after `--` another command."""
    arguments, words = so_far.values.get("arguments") or (), so_far.values.get("count")
    after = len(arguments) - words if words is not None else 0
    return [Item(after, COMMAND)] if after > 0 else profiles(so_far, incomplete)


def arns(so_far: SoFar, incomplete: str) -> list[Item]:
    """Role ARNs, with their profile names."""
    index = _instance(so_far).roles.index()
    return [Item(role.arn, help=role.profile) for role in index.arns_with_prefix(incomplete)]


def accounts(so_far: SoFar, incomplete: str) -> list[Item]:
    """Account ids, with names; only accounts with the role if `--role` is given."""
    from aws_sso.domain.roles.tags import account_label

    instance = _instance(so_far)
    found = instance.roles.index().accounts_with_prefix(incomplete, so_far.values.get("role"))
    primary = instance.primary_tags
    return [Item(role.account_id, help=account_label(role, primary)) for role in found]


def roles(so_far: SoFar, incomplete: str) -> list[Item]:
    """Role names; only roles in the account if `--account` is given."""
    index = _instance(so_far).roles.index()
    return _items(index.role_names_with_prefix(incomplete, so_far.values.get("account")))


def instances(so_far: SoFar, incomplete: str) -> list[Item]:
    """Instance names, with start URLs."""
    found = _parts(so_far).settings.instances
    return [
        Item(name, help=instance.start_url)
        for name, instance in found.items()
        if name.startswith(incomplete)
    ]


def fields(so_far: SoFar, incomplete: str) -> list[Item]:
    """Field names, with their meaning."""
    from aws_sso.domain.roles.fields import FIELDS

    return [
        Item(name, help=field.meaning)
        for name, field in FIELDS.items()
        if name.lower().startswith(incomplete.lower())
    ]


def field_prefixes(so_far: SoFar, incomplete: str) -> list[Item]:
    """Field names followed by `=` for the prefix."""
    found = fields(so_far, incomplete)
    return [Item(f"{item.value}=", NO_SPACE, item.help) for item in found]


def tag_filters(so_far: SoFar, incomplete: str) -> list[Item]:
    """Names of tags followed by `=`, with some values; after the `=`, values of that tag."""
    from aws_sso.domain.roles.tag_filters import tag_values

    searched = _parts(so_far).instances.searched
    found = tag_values([role for instance in searched for role in instance.roles.all()])
    name, equals, start = incomplete.partition("=")
    if not equals:
        return [
            Item(f"{key}=", NO_SPACE, ", ".join(islice(values, _EXAMPLES)))
            for key, values in found.items()
            if key.lower().startswith(name.lower())
        ]
    return [
        Item(f"{name}={value}", help="1 role" if count == 1 else f"{count} roles")
        for key, values in found.items()
        if key.lower() == name.lower()
        for value, count in values.items()
        if value.lower().startswith(start.lower())
    ]


def regions(so_far: SoFar, incomplete: str) -> list[Item]:
    """AWS region names, with locations."""
    found = _parts(so_far).network.region_names().items()
    return [Item(name, help=where) for name, where in found if name.startswith(incomplete)]


def console_places(so_far: SoFar, incomplete: str) -> list[Item]:
    """Service names; paths and URLs are not completed."""
    from aws_sso.domain.console.pages import SERVICES

    return _items(name for name in SERVICES if name.startswith(incomplete))


def files(so_far: SoFar, incomplete: str) -> list[Item]:
    """File names, completed by the shell."""
    return [Item(incomplete, FILES)]


def command_line(so_far: SoFar, incomplete: str) -> list[Item]:
    """A command with its own completion, and the number of its words so far."""
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
