"""`emulator`: a local Identity Center."""

from aws_sso.cli.options import values
from aws_sso.cli.options.declared import declare, flag, option
from aws_sso.parts.parts import Parts


@declare("emulator", needs_config=False)
@option(
    "--org",
    metavar="FILE",
    help="JSON file with accounts and roles.",
    completes=values.files,
)
@option("--accounts", bounds=(0, 20000), help="Make up this many accounts.")
@option(
    "--roles",
    bounds=(1, 1000),
    default=2,
    shows_default=True,
    help="Number of roles in each made-up account.",
)
@flag("--nasty", help="Give made-up accounts names with awkward characters.")
@option(
    "--port",
    bounds=(0, 65535),
    default=4646,
    shows_default=True,
    help="Port on 127.0.0.1; 0 for any free port.",
)
@flag("--auto-approve", help="Approve sign-ins without showing a page.")
@option(
    "--rate",
    bounds=(0, None),
    whole=False,
    default=20,
    shows_default=True,
    help="Portal calls allowed per second; 0: unlimited.",
)
@option("--latency-ms", bounds=(0, 60000), whole=False, default=0, help="Delay every call.")
@option(
    "--token-ttl",
    bounds=(1, None),
    default=3600,
    shows_default=True,
    metavar="SECONDS",
    help="Lifetime of access tokens.",
)
@option(
    "--session-ttl",
    bounds=(1, None),
    default=28800,
    shows_default=True,
    metavar="SECONDS",
    help="Lifetime of sign-in sessions.",
)
@option(
    "--credentials-ttl",
    bounds=(1, 43200),
    default=3600,
    shows_default=True,
    metavar="SECONDS",
    help="Lifetime of role credentials.",
)
@option("--sts", metavar="URL", help="moto server whose STS must accept the credentials.")
def command(parts: Parts, /, **options: object) -> None:
    """Run a local AWS IAM Identity Center, to try things out and to test SSO tools against.

    Serves the sign-in service, the portal and the console's federation endpoint on 127.0.0.1 until
    interrupted. Prints the settings that clients need. Faults can be injected while it runs; see
    the documentation of the emulator.
    """
    from aws_sso.cli.emulation.serving import run_emulator

    run_emulator(options)
