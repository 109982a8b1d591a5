"""Finds the role that typed text means: a name, words or an ARN, in any instance.

An exact name wins, in any instance. Else words select the only role whose names contain all of them
literally: in the chosen instance first, then in the others. If that is unclear, the user picks, or
it is an error if nobody can. Unknown names never cause a fetch.
"""

from aws_sso.annotations import Callable, Generic, Protocol, Sequence, TypeVar
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice, the_one
from aws_sso.errors import RoleNotFoundError
from aws_sso.use_cases.find_role import Roles, unknown


class InstanceRoles(Protocol):
    """The roles of an instance; `find` asks AWS about a fully named, unlisted role."""

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
    """The instances in config.yaml: the chosen one, and those to search, the chosen one first.

    `chosen` raises ConfigError if there are several and no default; `preferred` is None then.
    """

    @property
    def chosen(self) -> One_co: ...
    @property
    def preferred(self) -> One_co | None: ...
    @property
    def searched(self) -> Sequence[One_co]: ...


@frozen
class Chosen(Generic[One]):
    """A role and its instance; `by_words` is true if it was not named exactly."""

    instance: One
    role: Role
    by_words: bool = False


@frozen
class ToPick(Generic[One]):
    """A role must be picked, in this instance, starting with this text."""

    instance: One
    text: str = ""


@frozen
class ChooseRolePorts(Generic[One]):
    """What choosing needs; `can_pick` is true if a user can pick a role."""

    instances: Instances[One]
    can_pick: Callable[[], bool]
    primary_tags: Sequence[str]
    now: float


def choose_role(
    ports: ChooseRolePorts[One], choice: RoleChoice, words: Sequence[str] = ()
) -> Chosen[One] | ToPick[One]:
    """Return the role that a choice or words mean, or a request to pick it.

    Words are ignored if the choice is not empty. Raises RoleNotFoundError if the role is unclear
    and nobody can pick, UsageError for half a choice, and any error from fetching a list for the
    first time.
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
    """Return the instance to ask about an unlisted role: one that knows its account."""
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
        f"profile `{name}` exists in {names}", "choose the instance with `--sso`"
    )
