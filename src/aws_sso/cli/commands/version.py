"""`version`: print the version."""

from aws_sso.cli.options.declared import declare
from aws_sso.cli.output import write
from aws_sso.parts.parts import Parts
from aws_sso.version import described


@declare("version", needs_config=False)
def command(parts: Parts) -> None:
    """Print the version of this program."""
    write(f"aws-sso {described()}\n")
