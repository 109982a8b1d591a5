"""Places in the console as people paste them: links of a portal name instance and role too."""

from collections.abc import Iterable

from aws_sso.domain.console.portal_links import read_portal_link
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.domain.session.start_url import plain_start_url
from aws_sso.domain.settings.settings import InstanceSettings
from aws_sso.errors import UsageError


@frozen
class Place:
    """A page of the console, None for its home; with the instance and the role that a link names.

    `account` is the one the page is of, where a link says so.
    """

    destination: str | None
    instance: str | None = None
    account: str | None = None
    choice: RoleChoice = RoleChoice()


def read_place(said: str | None, instances: Iterable[InstanceSettings]) -> Place:
    """Read a place; `instances` are those to look in, the preferred one first.

    Raises UsageError for a link of a portal that is none of theirs.
    """
    link = read_portal_link(said) if said else None
    if link is None:
        return Place(said)
    portal = plain_start_url(link.start_url)
    for one in instances:
        if plain_start_url(one.start_url) == portal:
            # An account alone is no choice: the best role there is looked for.
            choice = RoleChoice(account=link.account, role=link.role) if link.role else RoleChoice()
            return Place(link.destination, one.name, link.account, choice)
    raise UsageError(
        f"that link leads to {portal}, which is no `StartUrl` of yours",
        "`aws-sso setup wizard` adds an instance; `--sso` must not name another one",
    )
