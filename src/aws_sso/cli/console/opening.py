"""Opens the console, and says whose it is."""

from aws_sso.annotations import TYPE_CHECKING, Callable
from aws_sso.cli.output import tell_on_terminal, write
from aws_sso.domain.console.wish import ConsoleWish, read_wish
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.errors import UsageError
from aws_sso.parts.console import ConsoleParts
from aws_sso.use_cases.open_console import open_console, shared_link
from aws_sso.use_cases.whose_console import Subject, subject_of, whose_console

if TYPE_CHECKING:
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts


def open_wished(
    parts: "Parts",
    wish: ConsoleWish,
    choose: "Callable[[RoleChoice], tuple[Instance, Role]]",
    pick: "Callable[[Instance, str | None], Role]",
    confirm: Callable[[Role], None],
) -> None:
    """Open the requested console, or print the link to share.

    `choose` returns the role for a choice, and its instance. `pick` asks for a role in an instance,
    in one account if given. `confirm` asks before a role is used.
    """
    console = ConsoleParts(parts)
    subject = whose_console(console.whose(choose, pick, confirm), wish)
    if wish.shares:
        write(shared_link(parts.environ, subject, wish.destination, wish.region) + "\n")
        return
    open_console(console.opening(), subject, wish.destination, wish.region, wish.minutes)
    _tell(subject)


def open_home(
    parts: "Parts", instance: "Instance", role: Role, destination: str | None = None
) -> None:
    """Open a page of a confirmed role's console, the home page by default.

    Raises UsageError for a page in another account.
    """
    minutes = parts.settings.urls.console_duration
    if not read_wish(RoleChoice(), destination, None, minutes).fits(role.account_id):
        raise UsageError(
            f"`{destination}` is not in account {role.account_id}",
            "run `aws-sso console ARN` to find a role",
        )
    subject = subject_of(instance, role)
    open_console(ConsoleParts(parts).opening(), subject, destination, None, minutes)
    _tell(subject)


def _tell(subject: Subject) -> None:
    role = subject.role
    tell_on_terminal(f"opening the console as `{role.role_name}` in account {role.account_id}")
