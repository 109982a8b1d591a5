"""Using a credential server: finding it, loading its slots, and pointing SDKs to them."""

from aws_sso.annotations import Callable, Protocol, Sequence
from aws_sso.domain.aws.url import Url
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.scope.scope import Scope
from aws_sso.domain.server.access import ServerToken, bearer, slot_path, slot_token
from aws_sso.domain.server.address import PORT, url_of_server
from aws_sso.domain.server.running import RunningServer, meant
from aws_sso.domain.server.slots import DEFAULT_SLOT, SlotContent, content_of
from aws_sso.domain.server.variables import server_variables
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.messages import SAME_TOKEN, needs_tls
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import NetworkError, SsoError
from aws_sso.use_cases.keep_server_secrets import TokenShelf, token_or_new

_START = "check that the server is running; start one with `aws-sso ecs server`"


class Client(Protocol):
    """The client of a server."""

    def load(self, slot: str, loaded: SlotContent) -> None: ...
    def load_live(self, slot: str, profile: str, scope: Scope | None) -> None: ...


class Registry(Protocol):
    """This user's servers on this machine: running ones, and ones that ended unnoticed.

    `holder` describes who listens on a port, None if unknown.
    """

    def running(self) -> Sequence[RunningServer]: ...
    def gone(self) -> Sequence[RunningServer]: ...
    def holder(self, port: int) -> str | None: ...


class Roles(Protocol):
    """Records the use of a role."""

    def note_use(self, role: Role) -> None: ...


class Credentials(Protocol):
    """Gets role credentials, narrowed to `scope` unless it is None."""

    @property
    def scope(self) -> Scope | None: ...
    def of(self, role: Role) -> RoleCredentials: ...


class Instance(Protocol):
    """An Identity Center instance."""

    @property
    def roles(self) -> Roles: ...
    @property
    def credentials(self) -> Credentials: ...


@frozen
class Reached:
    """A server: one of this user's (`running`), or a remote one with TLS."""

    url: Url
    running: RunningServer | None


def reach(registry: Registry, server: str | None, has_certificate: Callable[[], bool]) -> Reached:
    """Return the server for `--server`, or the default one.

    Tokens and credentials are sent only to these: without TLS, any process may listen on a local
    port. Raises SsoError that says who does.
    """
    running = registry.running()
    wanted = None if server is None else url_of_server(server, tls=False)
    found = meant(running, wanted)
    if found is not None:
        return Reached(found.url, found)
    if server is None or wanted is None:
        raise _none_found(registry, running)
    url = url_of_server(server, tls=has_certificate())
    if url.scheme == "https":
        return Reached(url, None)
    if not url.is_loopback:
        raise NetworkError(needs_tls(url.origin), "use https://")
    holder = registry.holder(url.port)
    instead = f", but {holder}" if holder else ""
    raise NetworkError(f"none of your servers listens on port {url.port}{instead}", _START)


def controllable(reached: Reached) -> Url:
    """Return the URL of a server that must be controlled through its port.

    Raises SsoError unless it has TLS: any process on the port would receive the token.
    """
    if reached.url.scheme != "https":
        raise SsoError(
            "on this system, servers can be controlled only over TLS",
            "set up a certificate with `aws-sso setup ecs ssl`",
        )
    return reached.url


def _none_found(registry: Registry, running: Sequence[RunningServer]) -> SsoError:
    urls = [str(one.url) for one in running if not one.is_for_one_command]
    if urls:
        return SsoError(
            f"several servers are running: {', '.join(urls)}",
            "choose one with `--server HOST:PORT`",
        )
    gone = [one for one in registry.gone() if not one.is_for_one_command]
    if gone:
        last = gone[-1]
        return NetworkError(
            f"the server on {last.url} (process {last.pid}) has ended: it was killed, or the "
            "machine restarted",
            "run `aws-sso ecs server` to start one",
        )
    holder = registry.holder(PORT)
    besides = f"; port {PORT} is used by {holder}" if holder else ""
    return NetworkError(f"no server is running{besides}", _START)


def load_slot(client: Client, instance: Instance, role: Role, *, slotted: bool, live: bool) -> None:
    """Load a role into its own slot or the default one; `live` lets the server renew it.

    Raises the server's errors, and errors from getting credentials.
    """
    slot = role.profile if slotted else DEFAULT_SLOT
    if live:
        client.load_live(slot, role.profile, instance.credentials.scope)
    else:
        credentials = instance.credentials
        client.load(slot, content_of(role, credentials.of(role), credentials.scope))
    instance.roles.note_use(role)


def slot_header(shelf: TokenShelf, running: RunningServer | None, slot: str) -> Secret | None:
    """Return the header for reading a slot, if the server itself cannot be asked.

    `running` is None for a server on another machine, which needs a token that the user set on
    both. Raises SsoError if there is none.
    """
    if running is not None:
        token = token_or_new(shelf)
        return bearer(slot_token(token, running.run, slot)) if running.has_token else None
    return bearer(slot_token(set_token(shelf), "", slot))


def set_token(shelf: TokenShelf) -> ServerToken:
    """Return the token that the user set; raises SsoError if there is none."""
    token = shelf.token()
    if token is None or not token.is_set:
        raise SsoError(
            "a remote server needs a token that is set on both machines",
            SAME_TOKEN,
        )
    return token


def lead_to_slot(
    reached: Reached,
    slot: str,
    shelf: TokenShelf,
    ask: Callable[[], Secret | None],
    keep: Callable[[Secret], str] | None,
) -> dict[str, str]:
    """Return the variables with which SDKs find a server's slot.

    They include the header to send, or the file to which `keep` writes it. `ask` gets it from the
    server, if that has a socket.
    """
    running = reached.running
    can_be_asked = running is not None and running.socket
    header = ask() if can_be_asked else slot_header(shelf, running, slot)
    file = keep(header) if keep and header else None
    return server_variables(str(reached.url.at(slot_path(slot))), header, file)
