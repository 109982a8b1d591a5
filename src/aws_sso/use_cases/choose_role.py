"""Which role is meant by what was typed: a name, words, an ARN; whichever instance has it.

An exact name decides first, in any instance. Else words may stand for the only role in whose names
each of them stands literally: in the chosen instance, then in the others. What is still unclear is
for the user to pick, or an error where nobody can. Nothing is fetched for a name that is not known.
"""

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice, the_one
from aws_sso.errors import RoleNotFoundError
from aws_sso.use_cases.find_role import Roles, unknown


class InstanceRoles(Protocol):
    """The roles of an instance; `find` asks AWS about one named in full that is not in the list."""

    def index(self) -> Roles: ...
    def find(self, choice: RoleChoice) -> Role: ...
    def fetch_first(self) -> None: ...


class Instance(Protocol):
    """An Identity Center instance."""

    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> InstanceRoles: ...


One = TypeVar("One", bound=Instance)
One_co = TypeVar("One_co", bound=Instance, covariant=True)


class Instances(Protocol[One_co]):
    """The instances of config.yaml: the chosen one, and those to look in, the chosen one first.

    `chosen` raises ConfigError if there are several, and none of them is the default; `preferred`
    is None then.
    """

    @property
    def chosen(self) -> One_co: ...
    @property
    def preferred(self) -> One_co | None: ...
    @property
    def searched(self) -> Sequence[One_co]: ...


@frozen
class Chosen(Generic[One]):
    """A role and its instance; `by_words` if it was not named exactly."""

    instance: One
    role: Role
    by_words: bool = False


@frozen
class ToPick(Generic[One]):
    """A role has to be picked, in this instance, beginning with this text."""

    instance: One
    text: str = ""


@frozen
class ChooseRolePorts(Generic[One]):
    """What choosing needs: `can_pick` tells whether a user is there to pick a role."""

    instances: Instances[One]
    can_pick: Callable[[], bool]
    primary_tags: Sequence[str]
    now: float


def choose_role(
    ports: ChooseRolePorts[One], choice: RoleChoice, words: Sequence[str] = ()
) -> Chosen[One] | ToPick[One]:
    """Return the role that a choice or words mean, or what to pick it from.

    A choice that is not empty makes words irrelevant. Raises RoleNotFoundError for what is unclear
    where nobody can pick, UsageError for half a choice, and whatever kept us from fetching a list
    that was never fetched.
    """
    if not choice and not words:
        return ToPick(ports.instances.chosen)
    if not choice:
        choice = RoleChoice(profile=" ".join(words))
    if choice.profile:
        return _named(ports, choice, choice.profile)
    for instance in ports.instances.searched:
        if found := the_one(instance.roles.index().matching(choice), choice):
            return Chosen(instance, found)
    instance = _likely(ports.instances, choice)
    return Chosen(instance, instance.roles.find(choice))


def _likely(instances: Instances[One], choice: RoleChoice) -> One:
    """Return the instance to ask about a role that no list has: one that knows its account."""
    account = choice.arn.account_id if choice.arn else choice.account
    if account and choice.as_arn(""):
        for instance in instances.searched:
            if instance.roles.index().in_account(account):
                return instance
    return instances.chosen


def _named(ports: ChooseRolePorts[One], choice: RoleChoice, name: str) -> Chosen[One] | ToPick[One]:
    instances = ports.instances
    lists = [(one, one.roles.index()) for one in instances.searched]
    exact = [(one, found) for one, roles in lists if (found := roles.matching(choice))]
    first, known = lists[0]
    if not exact and known.refreshed is None:
        instances.chosen.roles.fetch_first()
        lists[0] = (first, first.roles.index())
        exact = [(one, found) for one, roles in lists if (found := roles.matching(choice))]
    if exact:
        one, found = exact[0]
        if len(found) == 1 and (len(exact) == 1 or one is instances.preferred):
            return Chosen(one, found[0])
        if not ports.can_pick():
            the_one(found, choice)
            raise _in_several(name, [one.name for one, _ in exact])
        return ToPick(one, name)
    if not ports.can_pick():
        raise unknown(choice, [roles for _, roles in lists], ports.primary_tags, ports.now)
    return _by_words(instances, lists, name)


def _by_words(
    instances: Instances[One], lists: Sequence[tuple[One, Roles]], text: str
) -> Chosen[One] | ToPick[One]:
    from aws_sso.domain.roles.names import literal_words

    words = literal_words(text)
    having = [
        (one, found) for one, roles in lists if words and (found := roles.with_words(words, 2))
    ]
    if having:
        one, found = having[0]
        if len(found) == 1 and (len(having) == 1 or one is instances.preferred):
            return Chosen(one, found[0], by_words=True)
        return ToPick(one, text)
    return ToPick(instances.chosen, text)


def _in_several(name: str, instances: Sequence[str]) -> RoleNotFoundError:
    names = " and ".join(f"`{one}`" for one in instances)
    return RoleNotFoundError(
        f"the profile name `{name}` is in {names}", "name the instance with `--sso`"
    )
