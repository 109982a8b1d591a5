"""`logout`: end the session, at AWS and here."""

from aws_sso.cli.options.declared import declare
from aws_sso.cli.output import say
from aws_sso.parts.parts import Parts


@declare("logout")
def command(parts: Parts) -> None:
    """End the session at AWS and delete token, registration and credentials of the instance.

    Replaces the vault's key for the instance, so that copies of its records can no longer be
    opened. An unlocked vault stays unlocked; `aws-sso lock` locks it. Role credentials that
    programs already hold stay valid until they expire.
    """
    parts.files.prepare_folder()
    name = parts.instance.name
    if parts.instance.sign_out():
        say(f"signed out of `{name}`")
    else:
        say(f"not signed in to `{name}`; deleted its stored records")
