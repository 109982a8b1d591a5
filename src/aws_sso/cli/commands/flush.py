"""`flush`: delete what is cached, here only."""

from aws_sso.cli.options.declared import declare, option
from aws_sso.cli.output import say
from aws_sso.parts.parts import Parts


@declare("flush")
@option(
    "--type",
    "-t",
    field="what",
    allowed=("sts", "sso", "all"),
    default="sts",
    shows_default=True,
    help="Role credentials, the SSO token, or both.",
)
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
