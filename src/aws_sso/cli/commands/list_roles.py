"""`list`: the roles, and what is known about them."""

from aws_sso.cli import output
from aws_sso.cli.options import values
from aws_sso.cli.options.declared import argument, declare, flag, option
from aws_sso.cli.options.role import prefix_option
from aws_sso.cli.paging import page
from aws_sso.domain.roles.fields import (
    DEFAULT_FIELDS,
    FIELDS,
    Row,
    fields_named,
    sort_rows,
    split_arguments,
    with_prefix,
)
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.text.expiry import time_left
from aws_sso.domain.text.messages import session_valid
from aws_sso.errors import RoleNotFoundError, UsageError
from aws_sso.parts.parts import Parts


@declare("list")
@argument(
    "arguments",
    metavar="[FIELD|WORD]...",
    many=True,
    before_dashes="words_from",
    completes=values.fields,
)
@flag("--list-fields", "-f", help="List the available fields.")
@prefix_option
@flag("--csv", field="as_csv", help="Print CSV.")
@flag("--no-header", help="Omit the header line; `CsvHeader` sets the default for CSV.")
@flag("--json", field="as_json", help="Print JSON.")
@option(
    "--sort",
    "-s",
    metavar="FIELD",
    help="Sort by a field. [$AWS_SSO_FIELD_SORT]",
    completes=values.fields,
)
@flag("--reverse", help="Reverse the order. [$AWS_SSO_FIELD_SORT_REVERSE]")
def command(
    parts: Parts,
    arguments: tuple[str, ...],
    words_from: int,
    list_fields: bool,
    prefix: str | None,
    as_csv: bool,
    no_header: bool,
    as_json: bool,
    sort: str | None,
    reverse: bool,
) -> None:
    """List the roles you can use.

    FIELDs choose the columns; the default is `ListFields` in config.yaml. WORDs choose the roles:
    each must be in a name, an id, an email or a tag; KEY=VALUE is a tag. After `--`, all are WORDs.
    Uses the last fetched roles, without the network; run `aws-sso cache` to refresh them. Long
    lists go through your pager (set `PAGER=cat` for none).

    \b
    aws-sso list shop prod                     roles with both words
    aws-sso list -P AccountName=shop           accounts whose name begins with it
    aws-sso list --csv Profile Arn -s Expires  chosen columns, sorted
    """
    if as_csv and as_json:
        raise UsageError("`--csv` and `--json` cannot be combined")
    if as_json and no_header:
        raise UsageError("`--json` has no header to omit")
    if list_fields:
        output.write(
            output.table(["Field", "Meaning"], [(f.name, f.meaning) for f in FIELDS.values()])
        )
        return
    fields, words = split_arguments(arguments, words_from)
    shown = fields_named(fields or parts.settings.roles.list_fields or DEFAULT_FIELDS)
    order = sort or parts.environ.get("AWS_SSO_FIELD_SORT")
    reverse = reverse or _is_true(parts.environ.get("AWS_SSO_FIELD_SORT_REVERSE"))
    rows = _rows(parts, words, with_scopes=any(field.name == "Scopes" for field in shown))
    if prefix is not None:
        rows = with_prefix(rows, prefix)
    if order:
        rows = sort_rows(rows, fields_named([order])[0], reverse)
    elif reverse:
        rows.reverse()
    names = [field.name for field in shown]
    texts = [[field.text(row) for field in shown] for row in rows]
    if as_csv:
        has_header = parts.settings.roles.csv_header and not no_header
        output.write(output.as_csv(names if has_header else None, texts))
    elif as_json:
        output.write(output.as_json(names, texts))
    else:
        table = output.table(names, texts, has_header=not no_header)
        if not page(parts, table):
            output.write(table)
        output.say(_session(parts))


def _rows(parts: Parts, words: tuple[str, ...], *, with_scopes: bool) -> list[Row]:
    """Return the rows of matching roles, with their numbers in the whole list."""
    roles = parts.instance.roles.known()
    wanted = {role.arn for role in _with_words(parts, roles, words)} if words else None
    expiries = parts.instance.records.credential_expiries()
    now = parts.now()
    scoped: dict[str, dict[str, int]] = {}
    if with_scopes:
        for (arn, scope), ends in parts.instance.records.scoped_expiries().items():
            scoped.setdefault(arn, {})[scope] = ends
    return [
        Row(number, role, expiries.get(role.arn, 0), now, scoped.get(role.arn, {}))
        for number, role in enumerate(roles)
        if wanted is None or role.arn in wanted
    ]


def _with_words(parts: Parts, roles: tuple[Role, ...], words: tuple[str, ...]) -> list[Role]:
    from aws_sso.domain.roles.filtering import column_meant, roles_with

    try:
        return roles_with(words, roles, parts.instance.primary_tags)
    except RoleNotFoundError as error:
        column = column_meant(words, list(FIELDS))
        if column:
            raise RoleNotFoundError(error.message, f"the column is `{column}`") from None
        raise


def _session(parts: Parts) -> str:
    instance = parts.instance
    now = parts.now()
    expires = instance.records.token_expiry()
    if expires <= now:
        return f"not signed in to `{instance.name}`; run `aws-sso login`"
    left = time_left(expires, now)
    return session_valid(instance.name, left)


def _is_true(text: str | None) -> bool:
    return (text or "").lower() in ("1", "true", "yes", "on")
