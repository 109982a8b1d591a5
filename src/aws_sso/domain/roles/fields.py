"""The fields of a role that `list` can show, sort by and search, and profile names can use."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from aws_sso.domain.frozen import frozen, made
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.text.expiry import time_left
from aws_sso.domain.text.nearest import nearest
from aws_sso.errors import RoleNotFoundError, UsageError

DEFAULT_FIELDS = ("AccountIdPad", "AccountAlias", "RoleName", "Expires", "Profile")
_EXAMPLES = ("AccountAlias", "AccountName", "RoleName")
OLD_NAMES = {"ExpiresStr": "Expires", "ARN": "Arn", "AccountIdStr": "AccountIdPad"}


@frozen
class Row:
    """A role as one line of a list; `expires` is 0 without cached credentials.

    `scoped` is when cached narrowed ones end, by what they are narrowed to.
    """

    number: int
    role: Role
    expires: int
    now: datetime
    scoped: Mapping[str, int] = made(factory=dict)


@frozen
class Field:
    """One field: how it is shown, and by what it sorts where that is not its text."""

    name: str
    meaning: str
    text: Callable[[Row], str]
    order: Callable[[Row], int] | None = None


FIELDS = {
    one.name: one
    for one in (
        Field("Id", "number in the list", lambda r: str(r.number), lambda r: r.number),
        Field("AccountAlias", "account's name in AWS", lambda r: r.role.account_alias),
        Field(
            "AccountId",
            "account id as a number, without leading zeros",
            lambda r: str(int(r.role.account_id)),
            lambda r: int(r.role.account_id),
        ),
        Field("AccountIdPad", "account id, 12 digits", lambda r: r.role.account_id),
        Field("AccountName", "account's name in config.yaml", lambda r: r.role.account_name),
        Field("Arn", "ARN of the role", lambda r: r.role.arn),
        Field(
            "DefaultRegion", "region that `eval` and `exec` set", lambda r: r.role.default_region
        ),
        Field("EmailAddress", "account's root email address", lambda r: r.role.email),
        Field(
            "Expires",
            "time left of the cached credentials",
            lambda r: time_left(r.expires, r.now) if r.expires else "",
            lambda r: r.expires,
        ),
        Field(
            "ExpiresEpoch",
            "end of the cached credentials in Unix seconds, 0 for none",
            lambda r: str(r.expires),
            lambda r: r.expires,
        ),
        Field("Profile", "name for `--profile` and `AWS_PROFILE`", lambda r: r.role.profile),
        Field("RoleName", "name of the role", lambda r: r.role.role_name),
        Field(
            "Scopes",
            "time left of cached credentials that are narrowed, by scope",
            lambda r: ", ".join(f"{name} {time_left(e, r.now)}" for name, e in r.scoped.items()),
        ),
        Field("SSO", "name of the instance", lambda r: r.role.instance),
        Field("Via", "role to assume first", lambda r: r.role.via or ""),
    )
}


def fields_named(names: Sequence[str]) -> tuple[Field, ...]:
    """Return the fields by name, old names included; raises UsageError for an unknown one."""
    by_lower = {name.lower(): name for name in FIELDS}
    by_lower |= {old.lower(): new for old, new in OLD_NAMES.items()}
    found = []
    for name in names:
        known = by_lower.get(name.lower())
        if known is None:
            near = nearest(name.lower(), by_lower)
            meant = f"did you mean `{by_lower[near[0]]}`? " if near else ""
            raise UsageError(
                f"there is no field `{name}`", f"{meant}`aws-sso list --list-fields` shows them"
            )
        found.append(FIELDS[known])
    return tuple(found)


def sort_rows(rows: Sequence[Row], field: Field, reverse: bool) -> list[Row]:
    """Sort by a field, ids and times as numbers; rows that are equal keep their order."""
    if field.order is not None:
        return sorted(rows, key=field.order, reverse=reverse)
    return sorted(rows, key=lambda row: field.text(row).casefold(), reverse=reverse)


def with_prefix(rows: Sequence[Row], condition: str) -> list[Row]:
    """Keep the rows whose field starts with a text: `Field=Prefix`, case ignored.

    Raises UsageError for another form or an unknown field, RoleNotFoundError if none is left.
    """
    name, separator, prefix = condition.partition("=")
    if not separator:
        raise UsageError(
            f"`--prefix {condition}` is not of the form Field=Prefix",
            f"for instance `--prefix {_example(rows)}`; "
            f"`aws-sso list {condition}` looks for words in all fields",
        )
    (field,) = fields_named([name])
    found = [row for row in rows if field.text(row).casefold().startswith(prefix.casefold())]
    if not found:
        raise RoleNotFoundError(
            f"no role has a `{field.name}` that begins with `{prefix}`",
            "`aws-sso list` shows all roles",
        )
    return found


def _example(rows: Sequence[Row]) -> str:
    """Return a condition that some row meets."""
    for name in _EXAMPLES:
        for row in rows:
            if words := FIELDS[name].text(row).split():
                return f"{name}={words[0]}"
    return "RoleName=Admin"


def split_arguments(
    arguments: Sequence[str], words_from: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the arguments that are exactly names of fields, old ones too, and all others.

    From the place `words_from` on, none is a field.
    """
    columns = tuple(a for a in arguments[:words_from] if a in FIELDS or a in OLD_NAMES)
    words = [a for a in arguments[:words_from] if a not in columns]
    return columns, (*words, *arguments[words_from:])
