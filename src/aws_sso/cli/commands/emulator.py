"""`emulator`: a local Identity Center."""

from pathlib import Path

import click

from aws_sso.cli.options.everywhere import SsoCommand
from aws_sso.parts.parts import Parts


@click.command("emulator", cls=SsoCommand, needs_config=False)
@click.option(
    "--org",
    "org",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="JSON file with accounts and roles.",
)
@click.option("--accounts", type=click.IntRange(0, 20000), help="Make up that many accounts.")
@click.option(
    "--roles",
    type=click.IntRange(1, 1000),
    default=2,
    show_default=True,
    help="Roles in each made-up account.",
)
@click.option("--nasty", is_flag=True, help="Give made-up accounts names with awkward characters.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=4646,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes a free one.",
)
@click.option("--auto-approve", is_flag=True, help="Sign in without asking on a page.")
@click.option(
    "--rate",
    type=click.FloatRange(0),
    default=20,
    show_default=True,
    help="Portal calls let through a second; 0: all.",
)
@click.option(
    "--latency-ms", type=click.FloatRange(0, 60000), default=0, help="Hold every call up."
)
@click.option(
    "--token-ttl",
    type=click.IntRange(1),
    default=3600,
    show_default=True,
    metavar="SECONDS",
    help="Life of access tokens.",
)
@click.option(
    "--session-ttl",
    type=click.IntRange(1),
    default=28800,
    show_default=True,
    metavar="SECONDS",
    help="Life of sign-in sessions.",
)
@click.option(
    "--credentials-ttl",
    type=click.IntRange(1, 43200),
    default=3600,
    show_default=True,
    metavar="SECONDS",
    help="Life of role credentials.",
)
@click.option("--sts", metavar="URL", help="moto server whose STS shall know the credentials.")
@click.pass_obj
def command(parts: Parts, /, **options: object) -> None:
    """Run a local AWS IAM Identity Center, to try things out and to test SSO tools against.

    Serves the sign-in service, the portal and the console's federation endpoint on 127.0.0.1 until
    interrupted. Prints the settings that clients need. Faults can be set while it runs:
    see docs/emulator.md.
    """
    from aws_sso.cli.emulation.serving import run_emulator

    run_emulator(options)
