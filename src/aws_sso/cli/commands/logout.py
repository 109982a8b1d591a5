"""`logout`: end the session, at AWS and here."""

from aws_sso.cli.options.declared import declare
from aws_sso.cli.output import say
from aws_sso.parts.parts import Parts


@declare("logout")
def command(parts: Parts) -> None:
    """End the session at AWS and delete token, registration and credentials of the instance.

    The vault's key for the instance is replaced, so that copies of its records no longer open. The
    vault itself stays open if it was: `aws-sso lock` closes it. Role credentials that programs hold
    already stay good until they expire.
    """
    parts.files.prepare_folder()
    name = parts.instance.name
    if parts.instance.sign_out():
        say(f"signed out of `{name}`")
    else:
        say(f"there was no session of `{name}`; deleted what was kept of it")
