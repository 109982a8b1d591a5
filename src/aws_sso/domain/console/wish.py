"""What the user asked of the console: role, page, region, duration."""

from aws_sso.domain.aws.region import is_region_name
from aws_sso.domain.console.destination import read_resource
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.errors import UsageError


@frozen
class ConsoleWish:
    """What the user asked for; `prompt` if they want to pick the role.

    `minutes` limits the session. `account` owns the resource to show; None if any account will do.
    """

    choice: RoleChoice
    destination: str | None
    region: str | None
    minutes: int
    prompt: bool
    account: str | None

    def fits(self, account: str | None) -> bool:
        """Return whether a role in this account can show the page."""
        return self.account in (None, account)


def read_wish(
    choice: RoleChoice,
    destination: str | None,
    region: str | None,
    minutes: int,
    *,
    prompt: bool = False,
) -> ConsoleWish:
    """Check the user's input; raises UsageError for an invalid region or ARN."""
    if region and not is_region_name(region):
        raise UsageError(f"`{region}` is not a region", "a region looks like `eu-west-1`")
    said = destination or ""
    account = read_resource(said).owner if said.startswith("arn:") else None
    return ConsoleWish(choice, destination, region, minutes, prompt, account)
