"""`lock`: forget the unlocked vault."""

from aws_sso.cli.options.declared import declare
from aws_sso.cli.output import say
from aws_sso.parts.parts import Parts


@declare("lock")
def command(parts: Parts) -> None:
    """Lock the vault, so that its store is asked again.

    The session and everything in the vault are kept.
    """
    say("locked" if parts.vaults.vault.lock() else "the vault was not unlocked")
