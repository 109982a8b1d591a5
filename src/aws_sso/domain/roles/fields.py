"""Role fields, for `list` (columns, sorting, search) and for profile names."""

from aws_sso.annotations import Callable, Mapping, Sequence
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
    """A role as one row of a list; `expires` is 0 without cached credentials.

    `scoped` maps scopes to the expiry of cached narrowed credentials.
    """

    number: int
    role: Role
    expires: int
    now: float
    scoped: Mapping[str, int] = made(factory=dict)


@frozen
class Field:
    """One field: how to show it, and a sort key unless it sorts by the text."""

    name: str
    meaning: str
    text: Callable[[Row], str]
    order: Callable[[Row], int] | None = None


FIELDS = {
    one.name: one
    for one in (
        Field("Id", "row number", lambda r: str(r.number), lambda r: r.number),
        Field("AccountAlias", "account name in AWS", lambda r: r.role.account_alias),
        Field(
            "AccountId",
            "account id without leading zeros",
            lambda r: str(int(r.role.account_id)),
            lambda r: int(r.role.account_id),
        ),
        Field("AccountIdPad", "account id, 12 digits", lambda r: r.role.account_id),
        Field("AccountName", "account name from config.yaml", lambda r: r.role.account_name),
        Field("Arn", "role ARN", lambda r: r.role.arn),
        Field(
            "DefaultRegion", "region that `eval` and `exec` set", lambda r: r.role.default_region
        ),
        Field("EmailAddress", "root email address of the account", lambda r: r.role.email),
        Field(
            "Expires",
            "time until the cached credentials expire",
            lambda r: time_left(r.expires, r.now) if r.expires else "",
            lambda r: r.expires,
        ),
        Field(
            "ExpiresEpoch",
            "expiry of the cached credentials in Unix seconds; 0 for none",
            lambda r: str(r.expires),
            lambda r: r.expires,
        ),
        Field(
            "Profile", "profile name, for `--profile` and `AWS_PROFILE`", lambda r: r.role.profile
        ),
        Field("RoleName", "role name", lambda r: r.role.role_name),
        Field(
            "Scopes",
            "time until narrowed credentials expire, by scope",
            lambda r: ", ".join(f"{name} {time_left(e, r.now)}" for name, e in r.scoped.items()),
        ),
        Field("SSO", "instance name", lambda r: r.role.instance),
        Field("Via", "role to assume through", lambda r: r.role.via or ""),
    )
}


def fields_named(names: Sequence[str]) -> tuple[Field, ...]:
    """Look up fields by name, old names included; raises UsageError if unknown."""
    by_lower = {name.lower(): name for name in FIELDS}
    by_lower |= {old.lower(): new for old, new in OLD_NAMES.items()}
    found = []
    for name in names:
        known = by_lower.get(name.lower())
        if known is None:
            near = nearest(name.lower(), by_lower)
            meant = f"did you mean `{by_lower[near[0]]}`? " if near else ""
            raise UsageError(
                f"unknown field `{name}`",
                f"{meant}run `aws-sso list --list-fields` to see all fields",
            )
        found.append(FIELDS[known])
    return tuple(found)


def sort_rows(rows: Sequence[Row], field: Field, reverse: bool) -> list[Row]:
    """Sort by a field, ids and times as numbers. Stable."""
    if field.order is not None:
        return sorted(rows, key=field.order, reverse=reverse)
    return sorted(rows, key=lambda row: field.text(row).casefold(), reverse=reverse)


def with_prefix(rows: Sequence[Row], condition: str) -> list[Row]:
    """Keep the rows whose field starts with a text: `Field=Prefix`, ignoring case.

    Raises UsageError for another form or an unknown field, RoleNotFoundError if no row is left.
    """
    name, separator, prefix = condition.partition("=")
    if not separator:
        raise UsageError(
            f"`--prefix {condition}` does not have the form Field=Prefix",
            f"for example `--prefix {_example(rows)}`; to search all fields, use `aws-sso list "
            f"{condition or 'WORD'}`",
        )
    (field,) = fields_named([name])
    found = [row for row in rows if field.text(row).casefold().startswith(prefix.casefold())]
    if not found:
        raise RoleNotFoundError(
            f"no role whose `{field.name}` begins with `{prefix}`",
            "run `aws-sso list` to see all roles",
        )
    return found


def _example(rows: Sequence[Row]) -> str:
    """Return a condition that matches some row."""
    for name in _EXAMPLES:
        for row in rows:
            if words := FIELDS[name].text(row).split():
                return f"{name}={words[0]}"
    return "RoleName=Admin"


def split_arguments(
    arguments: Sequence[str], words_from: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split arguments into exact field names (old ones too) and search words.

    From position `words_from` on, all are words.
    """
    columns = tuple(a for a in arguments[:words_from] if a in FIELDS or a in OLD_NAMES)
    words = [a for a in arguments[:words_from] if a not in columns]
    return columns, (*words, *arguments[words_from:])
