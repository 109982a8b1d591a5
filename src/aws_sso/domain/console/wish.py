"""What the user wants of the console: role, page, region, and for how long."""

from aws_sso.domain.aws.region import is_region_name
from aws_sso.domain.console.destination import read_resource
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.errors import UsageError


@frozen
class ConsoleWish:
    """What the user said; `prompt` if they want to pick the role.

    `minutes` is how long the session may last. `account` owns the resource whose page is wanted;
    None if any account will do.
    """

    choice: RoleChoice
    destination: str | None
    region: str | None
    minutes: int
    prompt: bool
    account: str | None

    def fits(self, account: str | None) -> bool:
        """Tell whether the page can be seen with a role in this account."""
        return self.account in (None, account)


def read_wish(
    choice: RoleChoice,
    destination: str | None,
    region: str | None,
    minutes: int,
    *,
    prompt: bool = False,
) -> ConsoleWish:
    """Check what the user said; raises UsageError for a region or an ARN that cannot be one."""
    if region and not is_region_name(region):
        raise UsageError(f"`{region}` is not a region", "a region is like `eu-west-1`")
    said = destination or ""
    account = read_resource(said).owner if said.startswith("arn:") else None
    return ConsoleWish(choice, destination, region, minutes, prompt, account)
