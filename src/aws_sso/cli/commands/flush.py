"""`flush`: delete cached credentials, on this machine only."""

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
    """Delete the instance's cached credentials, on this machine only.

    The session at AWS continues; `logout` ends it.
    """
    parts.files.prepare_folder()
    instance = parts.instance
    if what in ("sts", "all"):
        count = instance.records.drop_credentials()
        say(f"deleted credentials of {count} role{'' if count == 1 else 's'}")
    if what in ("sso", "all"):
        for region in instance.regions:
            region.records.drop_token()
        say(f"deleted the SSO token of `{instance.name}`")
