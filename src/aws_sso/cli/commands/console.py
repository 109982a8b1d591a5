"""`console`: the AWS console in the browser."""

import click

from aws_sso.cli.completion import values
from aws_sso.cli.options.everywhere import SsoCommand
from aws_sso.cli.options.role import role_options
from aws_sso.domain.console.login import LONGEST, SHORTEST
from aws_sso.domain.console.wish import read_wish
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.parts.parts import Parts


@click.command("console", cls=SsoCommand)
@click.argument("resource", required=False, metavar="[ARN]")
@role_options
@click.option("--prompt", "-P", is_flag=True, help="Choose the role in the picker.")
@click.option(
    "--region",
    "-r",
    metavar="REGION",
    help="Region to open. [$AWS_REGION, $AWS_DEFAULT_REGION]",
    shell_complete=values.regions,
)
@click.option(
    "--duration",
    "-d",
    type=click.IntRange(SHORTEST, LONGEST),
    metavar="MINUTES",
    help="How long the session lasts.",
)
@click.option(
    "--destination",
    metavar="PLACE",
    help="Service, path or address in the console, or an ARN.",
    shell_complete=values.console_places,
)
@click.pass_obj
def command(
    parts: Parts,
    resource: str | None,
    choice: RoleChoice,
    prompt: bool,
    region: str | None,
    duration: int | None,
    destination: str | None,
) -> None:
    """Open the AWS console in the browser, signed in with a role.

    ARN is that of any resource: its page opens, with your role in its account. Where you have
    several there: the one in use, else the one used last, else you are asked.

    \b
    The role is the one that comes first of
      --prompt
      --profile, --arn, --account with --role
      AWS_SSO_ROLE_ARN, or AWS_SSO_ACCOUNT_ID with AWS_SSO_ROLE_NAME
      the credentials in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
      AWS_PROFILE, one of ours or any other
      the picker
    """
    if resource and destination:
        raise click.UsageError("an ARN and `--destination` exclude each other")
    if resource and not resource.startswith("arn:"):
        raise click.UsageError(
            f"`{resource}` is not an ARN; a place in the console goes into `--destination`"
        )
    from aws_sso.cli.console.opening import open_wished
    from aws_sso.cli.picker.picking import pick
    from aws_sso.cli.roles.confirming import confirm_role

    minutes = duration or parts.settings.urls.console_duration
    open_wished(
        parts,
        read_wish(choice, resource or destination, region, minutes, prompt=prompt),
        lambda instance, account: pick(parts, instance, account).role.role,
        lambda role: confirm_role(parts, role),
    )
