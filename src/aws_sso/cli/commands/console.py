"""`console`: the AWS console in the browser."""

from aws_sso.annotations import TYPE_CHECKING
from aws_sso.cli.asking import can_pick
from aws_sso.cli.options import values
from aws_sso.cli.options.declared import argument, declare, flag, option
from aws_sso.cli.options.role import role_options
from aws_sso.cli.options.scope import scope_options, with_scope_of_shell
from aws_sso.domain.console.login import LONGEST, SHORTEST
from aws_sso.domain.console.places import read_place
from aws_sso.domain.console.wish import read_wish
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.errors import UsageError
from aws_sso.parts.parts import Parts

if TYPE_CHECKING:
    from aws_sso.domain.roles.roles import Role
    from aws_sso.parts.instance import Instance


@declare("console")
@argument("said", metavar="[ARN | URL | WORD...]", many=True)
@role_options
@flag("--prompt", "-P", help="Choose the role in the picker.")
@option(
    "--region",
    "-r",
    metavar="REGION",
    help="Region to open. [$AWS_REGION, $AWS_DEFAULT_REGION]",
    completes=values.regions,
)
@option(
    "--duration",
    "-d",
    bounds=(SHORTEST, LONGEST),
    metavar="MINUTES",
    help="Length of the console session.",
)
@option(
    "--destination",
    metavar="PLACE",
    help="Service, path or URL in the console, an ARN, or a portal link.",
    completes=values.console_places,
)
@flag(
    "--share", help="Print the portal link, for others with the same role, instead of opening it."
)
@scope_options
def command(
    parts: Parts,
    said: tuple[str, ...],
    choice: RoleChoice,
    prompt: bool,
    region: str | None,
    duration: int | None,
    destination: str | None,
    share: bool,
) -> None:
    """Open the AWS console in the browser, signed in with a role.

    ARN can be any resource: its page opens, with your role in its account. If you have several
    roles there, it takes the one in use, else the last one used, else it asks. URL is a console URL
    from someone else, or a link from the access portal. On a terminal, WORDs select the only role
    that has them in its names, or open the picker.

    \b
    The role comes from the first of
      --prompt
      --profile, --arn, --account with --role, WORDs
      AWS_SSO_ROLE_ARN, or AWS_SSO_ACCOUNT_ID with AWS_SSO_ROLE_NAME
      the credentials in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
      AWS_PROFILE, from aws-sso or any other
      the picker
    """
    resource = said[0] if said and said[0].startswith(("arn:", "https://")) else None
    if resource and (destination or len(said) > 1):
        raise UsageError("an ARN or URL cannot be combined with words or `--destination`")
    if share and parts.scope:
        raise UsageError("cannot share a link with narrowed credentials")
    if said and not resource:
        if choice or prompt:
            raise UsageError(
                "words for a role cannot be combined with `--prompt` or flags that choose a role"
            )
        if not can_pick(parts):
            raise UsageError(
                f"`{said[0]}` is not an ARN or URL, and words for a role need a terminal"
            )
        choice = RoleChoice(profile=" ".join(said))
    from aws_sso.cli.console.opening import open_wished
    from aws_sso.cli.picker.picking import pick
    from aws_sso.cli.roles.choosing import unconfirmed_role
    from aws_sso.cli.roles.confirming import confirm_role

    portals = (
        (one.name, (one.settings.start_url, one.home.start_url)) for one in parts.instances.searched
    )
    place = read_place(resource or destination, portals)
    if place.instance:
        parts = parts.again(parts.read_settings, sso=place.instance)
        choice = choice or place.choice
    if not choice and not prompt and not share:
        parts = with_scope_of_shell(parts)

    def choose(meant: RoleChoice) -> "tuple[Instance, Role]":
        found, _ = unconfirmed_role(parts, meant)
        return found.instance, found.role

    minutes = duration or parts.settings.urls.console_duration
    open_wished(
        parts,
        read_wish(
            *(choice, place.destination, region, minutes),
            prompt=prompt,
            account=place.account,
            shares=share,
        ),
        choose,
        lambda instance, account: pick(parts, instance, account).role.role,
        lambda role: confirm_role(parts, role),
    )
