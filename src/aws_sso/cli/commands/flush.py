"""`flush`: delete what is cached, here only."""

import click

from aws_sso.cli.options.everywhere import SsoCommand
from aws_sso.cli.output import say
from aws_sso.parts.parts import Parts


@click.command("flush", cls=SsoCommand)
@click.option(
    "--type",
    "-t",
    "what",
    type=click.Choice(["sts", "sso", "all"]),
    default="sts",
    show_default=True,
    help="Role credentials, the SSO token, or both.",
)
@click.pass_obj
def command(parts: Parts, what: str) -> None:
    """Delete cached credentials of the instance, on this machine only.

    The session at AWS goes on: `logout` ends it.
    """
    parts.files.prepare_folder()
    records = parts.instance.records
    if what in ("sts", "all"):
        count = records.drop_credentials()
        say(f"deleted the credentials of {count} role{'' if count == 1 else 's'}")
    if what in ("sso", "all"):
        records.drop_token()
        say(f"deleted the SSO token of `{parts.instance.name}`")
