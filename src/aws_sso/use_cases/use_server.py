"""Using a credential server: finding it, loading its slots, and leading SDKs to them."""

from collections.abc import Callable, Sequence
from typing import Protocol

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
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import NetworkError, SsoError
from aws_sso.use_cases.keep_server_secrets import TokenShelf, token_or_new

_START = "is the server running? `aws-sso ecs server` starts one"


class Client(Protocol):
    """What speaks to a server."""

    def load(self, slot: str, loaded: SlotContent) -> None: ...
    def load_live(self, slot: str, profile: str, scope: Scope | None) -> None: ...


class Registry(Protocol):
    """The servers of this user on this machine: those that run, and those that ended unnoticed.

    `holder` says who listens on a port, in words, None where that is not known.
    """

    def running(self) -> Sequence[RunningServer]: ...
    def gone(self) -> Sequence[RunningServer]: ...
    def holder(self, port: int) -> str | None: ...


class Roles(Protocol):
    """Where it is noted that a role was used."""

    def note_use(self, role: Role) -> None: ...


class Credentials(Protocol):
    """What gets credentials of roles, narrowed to `scope` if that is not None."""

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
    """A server: one of this user that `running` tells of, or one elsewhere that has TLS."""

    url: Url
    running: RunningServer | None


def reach(registry: Registry, server: str | None, has_certificate: Callable[[], bool]) -> Reached:
    """Return the server that a user means by `--server`, or by saying nothing.

    A token or credentials go to none but these: whoever else listens on a port of this machine
    without TLS may be anybody. Raises SsoError that says who does.
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
        raise NetworkError(f"will not speak to {url.origin} without TLS", "use https://")
    holder = registry.holder(url.port)
    instead = f", but {holder}" if holder else ""
    raise NetworkError(f"no server of yours listens on port {url.port}{instead}", _START)


def controllable(reached: Reached) -> Url:
    """Return the URL of a server that has to be controlled by its port.

    Raises SsoError unless it has TLS: whoever holds the port would be told the token.
    """
    if reached.url.scheme != "https":
        raise SsoError(
            "on this system a server is controlled by TLS only",
            "set a certificate up with `aws-sso setup ecs ssl`",
        )
    return reached.url


def _none_found(registry: Registry, running: Sequence[RunningServer]) -> SsoError:
    urls = [str(one.url) for one in running if not one.is_for_one_command]
    if urls:
        return SsoError(
            f"several servers run: {', '.join(urls)}", "say which one: `--server HOST:PORT`"
        )
    gone = [one for one in registry.gone() if not one.is_for_one_command]
    if gone:
        last = gone[-1]
        return NetworkError(
            f"the server on {last.url} (process {last.pid}) has ended; it was killed, or the "
            "machine restarted",
            "`aws-sso ecs server` starts one",
        )
    holder = registry.holder(PORT)
    besides = f"; port {PORT} is held by {holder}" if holder else ""
    return NetworkError(f"no server of yours runs here{besides}", _START)


def load_slot(client: Client, instance: Instance, role: Role, *, slotted: bool, live: bool) -> None:
    """Load a role into the slot of its name, or the default one; `live` lets the server renew it.

    Raises what the server answers, and what keeps us from getting credentials.
    """
    slot = role.profile if slotted else DEFAULT_SLOT
    if live:
        client.load_live(slot, role.profile, instance.credentials.scope)
    else:
        credentials = instance.credentials
        client.load(slot, content_of(role, credentials.of(role), credentials.scope))
    instance.roles.note_use(role)


def slot_header(shelf: TokenShelf, running: RunningServer | None, slot: str) -> Secret | None:
    """Return the header that reads a slot, where the server itself cannot be asked for it.

    `running` is None for a server on another machine: it needs a token that the user set here and
    there. Raises SsoError if there is none.
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
            "a server elsewhere wants a token that was set there and here",
            "set the same one on both: `aws-sso setup ecs auth --bearer-token -`",
        )
    return token


def lead_to_slot(
    reached: Reached,
    slot: str,
    shelf: TokenShelf,
    ask: Callable[[], Secret | None],
    keep: Callable[[Secret], str] | None,
) -> dict[str, str]:
    """Return the variables by which SDKs find a slot of a server.

    The header to send is one of them, or the file that `keep` writes it to. `ask` asks the server
    for it, where it has a socket to be asked by.
    """
    running = reached.running
    can_be_asked = running is not None and running.socket
    header = ask() if can_be_asked else slot_header(shelf, running, slot)
    file = keep(header) if keep and header else None
    return server_variables(str(reached.url.at(slot_path(slot))), header, file)
