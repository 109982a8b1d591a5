"""What the user asked of the console: role, page, region, duration."""

from aws_sso.domain.aws.region import is_region_name
from aws_sso.domain.console.destination import account_of_session, read_resource
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.domain.text.messages import REGION_FORM
from aws_sso.errors import UsageError


@frozen
class ConsoleWish:
    """What the user asked for; `prompt` if they want to pick the role.

    `minutes` limits the session. `account` owns the resource to show; None if any account will do.
    `shares` asks for a portal link instead of a browser.
    """

    choice: RoleChoice
    destination: str | None
    region: str | None
    minutes: int
    prompt: bool
    account: str | None
    shares: bool = False

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
    account: str | None = None,
    shares: bool = False,
) -> ConsoleWish:
    """Check the user's input; `account` comes from a portal link, if there is one.

    Raises UsageError for an invalid region or ARN, and for a page of another account.
    """
    if region and not is_region_name(region):
        raise UsageError(f"`{region}` is not a region", REGION_FORM)
    said = destination or ""
    owner = read_resource(said).owner if said.startswith("arn:") else account_of_session(said)
    if account and owner not in (None, account):
        raise UsageError(
            f"the link is for account {account}, the page in it for account {owner}",
            "paste the address of the page alone",
        )
    return ConsoleWish(choice, destination, region, minutes, prompt, owner or account, shares)
