"""Opens a credential server: for clients with its token, or for a single command."""

from contextlib import AbstractContextManager
from functools import partial

from aws_sso.annotations import Callable, Mapping, Protocol
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.scope.scope import Scope
from aws_sso.domain.server.access import Guard
from aws_sso.domain.server.address import LOOPBACK, PORT, check_address, host_names, server_url
from aws_sso.domain.server.running import RunningServer
from aws_sso.domain.server.slots import DEFAULT_SLOT, content_of
from aws_sso.domain.server.variables import changes_for_server
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.shell.variables import EnvironmentChanges
from aws_sso.errors import SsoError
from aws_sso.use_cases.control_server import HeaderFor, Note, ServerControl
from aws_sso.use_cases.find_profile import InstanceRoles, Instances, find_profile
from aws_sso.use_cases.hand_out import Kept
from aws_sso.use_cases.keep_server_secrets import (
    CertificateShelf,
    TokenShelf,
    new_run,
    new_token,
    token_or_new,
)
from aws_sso.use_cases.serve_slots import Obtained, Slots


class Secrets(TokenShelf, CertificateShelf, Protocol):
    """The server's own secrets."""


class UsedRoles(InstanceRoles, Protocol):
    """The roles of an instance, and how they were used."""

    def note_use(self, role: Role) -> None: ...


class Credentials(Protocol):
    """Gets role credentials, narrowed to `scope` unless it is None.

    `of` may ask the user to sign in.
    """

    @property
    def scope(self) -> Scope | None: ...
    def of(self, role: Role) -> RoleCredentials: ...
    def at_hand(self, role: Role) -> Kept: ...


class Instance(Protocol):
    """An Identity Center instance."""

    @property
    def roles(self) -> UsedRoles: ...
    @property
    def credentials(self) -> Credentials: ...


class Listener(Protocol):
    """A port on which a server can answer.

    `announce` opens the control socket and lets the user's other processes find the server.
    """

    @property
    def port(self) -> int: ...
    def announce(self, server: RunningServer) -> None: ...
    def serve(self, control: ServerControl, ready: Callable[[], None]) -> int: ...
    def serving(self, control: ServerControl) -> AbstractContextManager[None]: ...


@frozen
class ServerPorts:
    """What a server needs.

    `listen` opens a port at an address. `confirm` asks before a guarded role is used. `slots` are
    empty slots. `write_tokens` updates the token files of the server on a port. `note` records what
    a single-command server hands out, and to whom.
    """

    secrets: Secrets
    instances: Instances[Instance]
    slots: Slots
    listen: Callable[[str, int], Listener]
    confirm: Callable[[Role], None]
    write_tokens: Callable[[int, HeaderFor], None]
    note: Note


@frozen
class ServerWish:
    """The user's options; `live` and `default` are profiles whose slots are kept filled."""

    address: str = LOOPBACK
    port: int = PORT
    live: tuple[str, ...] = ()
    default: str | None = None
    hosts: tuple[str, ...] = ()
    with_auth: bool = True
    with_tls: bool = True

    @property
    def profiles(self) -> tuple[str, ...]:
        """All of these profiles, without duplicates."""
        named = (*self.live, self.default) if self.default else self.live
        return tuple(dict.fromkeys(named))


@frozen
class OpenServer:
    """A server with its port and slots.

    `run` serves until a signal arrives, and calls its argument once it handles signals.
    """

    url: str
    asks_for_token: bool
    run: Callable[[Callable[[], None]], int]


@frozen
class OwnServer:
    """A server for one command: the changes to its environment, and the server itself."""

    changes: EnvironmentChanges
    serving: Callable[[], AbstractContextManager[None]]


def open_server(
    ports: ServerPorts, wish: ServerWish, not_ready: Callable[[str, SsoError], None]
) -> OpenServer:
    """Open the requested server, and sign in for its slots.

    `not_ready` is called for profiles without credentials yet, with the reason. Raises UsageError
    for a forbidden address, NetworkError for a port in use, RoleNotFoundError.
    """
    certificate = ports.secrets.certificate() if wish.with_tls else None
    check_address(wish.address, tls=certificate is not None, token=wish.with_auth)
    token = token_or_new(ports.secrets) if wish.with_auth else None
    # Before any sign-in, so that a port in use is reported at once.
    listener = ports.listen(wish.address, wish.port)
    for profile in wish.profiles:
        instance, role = find_profile(ports.instances, profile)
        ports.confirm(role)
        try:
            instance.credentials.of(role)
        except SsoError as error:
            not_ready(profile, error)
    for profile in wish.live:
        ports.slots.load_live(profile, profile)
    if wish.default:
        ports.slots.load_live(DEFAULT_SLOT, wish.default)
    run, tls = new_run(), certificate is not None
    guard = Guard(token, run, host_names(wish.address, wish.hosts), certificate)
    control = ServerControl(ports.slots, guard, partial(ports.write_tokens, listener.port))
    listener.announce(
        RunningServer(wish.address, listener.port, tls, run, has_token=token is not None)
    )
    control.write_tokens()
    return OpenServer(
        server_url(wish.address, listener.port, tls=tls),
        token is not None,
        partial(listener.serve, control),
    )


def open_own_server(
    ports: ServerPorts,
    instance: Instance,
    role: Role,
    environ: Mapping[str, str],
    *,
    may_sign_in: bool = True,
    is_noted: bool = True,
) -> OwnServer:
    """Open a server with one confirmed role, on a random port with a secret token.

    The slots in `ports` fetch that role's credentials. They must be available before anything is
    opened. `is_noted` records it as a use of the role. Raises SignInNeededError if they need a
    sign-in that is not allowed.
    """
    if may_sign_in:
        instance.credentials.of(role)
    else:
        instance.credentials.at_hand(role)
    if is_noted:
        instance.roles.note_use(role)
    guard = Guard(new_token(), new_run())
    ports.slots.load_live(DEFAULT_SLOT, role.profile, instance.credentials.scope)
    listener = ports.listen(LOOPBACK, 0)
    listener.announce(
        RunningServer(LOOPBACK, listener.port, False, guard.run, is_for_one_command=True)
    )
    control = ServerControl(ports.slots, guard, note=ports.note)
    url = server_url(LOOPBACK, listener.port, tls=False)
    return OwnServer(
        changes_for_server(f"{url}/", control.header_for(DEFAULT_SLOT), role, environ),
        lambda: listener.serving(control),
    )


def obtain(instances: Instances[Instance], profile: str) -> Obtained:
    """Get a profile's credentials for a slot, without asking to sign in."""
    return obtain_role(*find_profile(instances, profile, offline=True))


def obtain_role(instance: Instance, role: Role) -> Obtained:
    """Get a role's credentials for a slot, without asking to sign in."""
    kept = instance.credentials.at_hand(role)
    content = content_of(role, kept.credentials, instance.credentials.scope)
    return Obtained(content, kept.renew_at)
