"""Plans a command to run once for each of many roles: what runs, and whether to ask first."""

from aws_sso.annotations import Callable, Mapping, Protocol, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.confirmation import needs_confirmation
from aws_sso.domain.roles.labels import file_names_of, labels_of
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.shell.placeholders import filled

UNASKED = 10
"""How many roles a command may run for without a question."""


@frozen
class Task:
    """One run of the command, with its role and arguments.

    `refusal` says why it must not run. `label` and `file_name` are unique.
    """

    number: int
    role: Role
    label: str
    file_name: str
    command: tuple[str, ...]
    refusal: str = ""


@frozen
class EachPlan:
    """All tasks; `guarded` are the ones with roles that need confirmation."""

    tasks: tuple[Task, ...]
    guarded: tuple[Task, ...]

    @property
    def asks(self) -> bool:
        """Whether the user must confirm first."""
        return bool(self.guarded) or len(self.tasks) > UNASKED


def plan_each(
    roles: Sequence[Role], command: Sequence[str], confirm_tags: Mapping[str, str]
) -> EachPlan:
    """Return the tasks for roles; `confirm_tags` mark roles that need confirmation.

    A role is refused if the arguments use its names and these are not plain.
    """
    labels, names = labels_of(roles), file_names_of(roles)
    tasks = []
    for number, role in enumerate(roles):
        try:
            arguments, refusal = filled(command, role), ""
        except ValueError as error:
            arguments, refusal = (), f"the value of {error} is not plain"
        tasks.append(Task(number, role, labels[number], names[number], arguments, refusal))
    guarded = [one for one in tasks if needs_confirmation(one.role, confirm_tags)]
    return EachPlan(tuple(tasks), tuple(guarded))


class Credentials(Protocol):
    """Hands out credentials of an instance's roles."""

    def are_at_hand(self, role: Role) -> bool: ...


class Instance(Protocol):
    """An Identity Center instance; `token` gets one for it."""

    @property
    def credentials(self) -> Credentials: ...
    def token(self, *, may_ask: bool) -> object: ...


def sign_in_for(
    tasks: Sequence[Task], instance_named: Callable[[str], Instance], *, may_ask: bool
) -> None:
    """Sign in once to each instance that must provide new credentials, before anything runs.

    Raises SignInNeededError if the user must sign in and `may_ask` is false, and SignInFailedError.
    """
    ready: set[str] = set()
    for task in tasks:
        name = task.role.instance
        if task.refusal or name in ready:
            continue
        instance = instance_named(name)
        if not instance.credentials.are_at_hand(task.role):
            instance.token(may_ask=may_ask)
            ready.add(name)
