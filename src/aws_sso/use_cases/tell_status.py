"""Reports a shell's identity and its expiry, from local files only."""

from aws_sso.annotations import Callable, Mapping, Protocol
from aws_sso.domain.frozen import frozen
from aws_sso.domain.scope.wish import SCOPE_VARIABLE
from aws_sso.domain.shell.current import (
    PROFILE,
    VARIABLES,
    ProfileRole,
    ShellRole,
    role_of_shell,
)


class Ends(Protocol):
    """When an instance's records expire, in Unix seconds; None without a record."""

    def session(self, instance: str) -> int | None: ...
    def credentials(self, instance: str, arn: str) -> int | None: ...
    def session_renews(self, instance: str) -> bool:
        """Return whether an expired session can be renewed silently, by opening its record."""


@frozen
class StatusPorts:
    """What reporting the status needs.

    `instance` returns the name to use for None: the chosen or default one. `profile_role` finds the
    role behind one of our profiles. `is_locked` is true if unlocking the vault needs the user.
    """

    environ: Mapping[str, str]
    instance: Callable[[], str]
    profile_role: Callable[[str], ProfileRole | None]
    ends: Ends
    is_locked: Callable[[], bool]
    now: Callable[[], float]


SIGNED_IN, RENEWS, ENDED, NONE = "signed in", "renewed when needed", "expired", "not signed in"
"""The states of a session."""


@frozen
class Status:
    """A shell's identity; times are in Unix seconds, None if missing or unknown.

    `foreign` is true if the shell has credentials from elsewhere; `scope` is the scope of its
    variables. `session` is SIGNED_IN, RENEWS, ENDED or NONE.
    """

    role: ShellRole | None
    foreign: bool
    instance: str
    credentials_end: int | None
    session: str
    session_ends: int | None
    locked: bool
    now: float
    scope: str | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether credentials are available without a sign-in."""
        return self.session in (SIGNED_IN, RENEWS)

    @property
    def has_expired(self) -> bool:
        """Whether the shell's variables have expired credentials."""
        ends = self.credentials_end
        return (
            self.role is not None
            and not self.role.renews_itself
            and ends is not None
            and ends <= self.now
        )


def tell_status(ports: StatusPorts) -> Status:
    """Return the shell's identity and its expiry."""
    role = role_of_shell(ports.environ, ports.profile_role)
    instance = (role.instance if role else None) or ports.instance()
    now, locked = ports.now(), ports.is_locked()
    ends = ports.ends.session(instance)
    if ends is None:
        session = NONE
    elif ends > now:
        session = SIGNED_IN
    elif not locked and ports.ends.session_renews(instance):
        session = RENEWS
    else:
        session = ENDED
    holds_variables = role is not None and role.source == VARIABLES
    return Status(
        role=role,
        foreign=role is None and bool(ports.environ.get("AWS_ACCESS_KEY_ID")),
        instance=instance,
        credentials_end=credentials_end(role, instance, ports.ends) if role else None,
        session=session,
        session_ends=ends if session == SIGNED_IN else None,
        locked=locked,
        now=now,
        scope=ports.environ.get(SCOPE_VARIABLE) or None if holds_variables else None,
    )


def credentials_end(role: ShellRole, instance: str, ends: Ends) -> int | None:
    """Return when a shell's credentials expire: its variables, or a profile's cached ones."""
    if role.source == PROFILE:
        return ends.credentials(instance, str(role.arn))
    return role.ends
