"""Console destinations as people paste them: portal links name an instance and a role too."""

from aws_sso.annotations import Collection, Iterable
from aws_sso.domain.console.portal_links import read_portal_link
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.domain.session.start_url import plain_start_url
from aws_sso.errors import UsageError


@frozen
class Place:
    """A console page, None for its home, and the instance, account and role from a portal link."""

    destination: str | None
    instance: str | None = None
    account: str | None = None
    choice: RoleChoice = RoleChoice()


def read_place(said: str | None, portals: Iterable[tuple[str, Collection[str]]]) -> Place:
    """Parse a place; `portals` are instance names and start URLs, the preferred one first.

    Raises UsageError for a link to another portal.
    """
    link = read_portal_link(said) if said else None
    if link is None:
        return Place(said)
    portal = plain_start_url(link.start_url)
    for name, start_urls in portals:
        if portal in map(plain_start_url, start_urls):
            # With an account alone, the best role there is chosen.
            choice = RoleChoice(account=link.account, role=link.role) if link.role else RoleChoice()
            return Place(link.destination, name, link.account, choice)
    raise UsageError(
        f"no instance uses this link's portal: {portal}",
        "add an instance with `aws-sso setup wizard`, or remove `--sso` if it names another one",
    )
