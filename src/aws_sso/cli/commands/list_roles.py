"""`list`: the roles and what is known of them."""

from datetime import UTC, datetime

import click

from aws_sso.cli import output
from aws_sso.cli.completion import values
from aws_sso.cli.options.everywhere import SsoCommand
from aws_sso.domain.roles.fields import (
    DEFAULT_FIELDS,
    FIELDS,
    Row,
    fields_named,
    sort_rows,
    with_prefix,
)
from aws_sso.domain.text.expiry import time_left
from aws_sso.parts.parts import Parts


@click.command("list", cls=SsoCommand)
@click.argument("fields", nargs=-1, metavar="[FIELD]...", shell_complete=values.fields)
@click.option("--list-fields", "-f", is_flag=True, help="List the fields there are.")
@click.option(
    "--prefix",
    "-P",
    metavar="FIELD=PREFIX",
    help="Only roles whose field begins so.",
    shell_complete=values.field_prefixes,
)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--sort",
    "-s",
    metavar="FIELD",
    help="Sort by a field. [$AWS_SSO_FIELD_SORT]",
    shell_complete=values.fields,
)
@click.option(
    "--reverse", is_flag=True, help="Sort the other way round. [$AWS_SSO_FIELD_SORT_REVERSE]"
)
@click.pass_obj
def command(
    parts: Parts,
    fields: tuple[str, ...],
    list_fields: bool,
    prefix: str | None,
    as_csv: bool,
    as_json: bool,
    sort: str | None,
    reverse: bool,
) -> None:
    """List the roles you can use.

    FIELDs choose the columns, else `ListFields` of config.yaml does. Works from what was fetched
    last, without the network: `aws-sso cache` fetches anew.

    \b
    aws-sso list -P AccountAlias=prod          accounts whose name begins so
    aws-sso list --csv Profile Arn -s Expires  chosen columns, sorted
    """
    if as_csv and as_json:
        raise click.UsageError("`--csv` and `--json` exclude each other")
    if list_fields:
        output.write(
            output.table(["Field", "Meaning"], [(f.name, f.meaning) for f in FIELDS.values()])
        )
        return
    shown = fields_named(fields or parts.settings.roles.list_fields or DEFAULT_FIELDS)
    order = sort or parts.environ.get("AWS_SSO_FIELD_SORT")
    reverse = reverse or _is_true(parts.environ.get("AWS_SSO_FIELD_SORT_REVERSE"))
    rows = _rows(parts)
    if prefix:
        rows = with_prefix(rows, prefix)
    if order:
        rows = sort_rows(rows, fields_named([order])[0], reverse)
    elif reverse:
        rows.reverse()
    names = [field.name for field in shown]
    texts = [[field.text(row) for field in shown] for row in rows]
    if as_csv:
        output.write(output.as_csv(names, texts))
    elif as_json:
        output.write(output.as_json(names, texts))
    else:
        output.write(output.table(names, texts))
        output.say(_session(parts))


def _rows(parts: Parts) -> list[Row]:
    roles = parts.instance.roles.known()
    expiries = parts.instance.records.credential_expiries()
    now = datetime.fromtimestamp(parts.now(), UTC)
    return [Row(number, role, expiries.get(role.arn, 0), now) for number, role in enumerate(roles)]


def _session(parts: Parts) -> str:
    instance = parts.instance
    now = parts.now()
    expires = instance.records.token_expiry()
    if expires <= now:
        return f"no SSO session of `{instance.name}` is open: `aws-sso login` opens one"
    left = time_left(expires, datetime.fromtimestamp(now, UTC))
    return f"the SSO session of `{instance.name}` lasts {left} more"


def _is_true(text: str | None) -> bool:
    return (text or "").lower() in ("1", "true", "yes", "on")
