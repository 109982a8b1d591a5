"""Notifies running servers of changes: a sign-out, a new token."""

from aws_sso.annotations import Callable, Protocol, Sequence
from aws_sso.domain.server.access import ServerToken
from aws_sso.domain.server.running import RunningServer
from aws_sso.errors import SsoError


class Client(Protocol):
    """Notifies one server."""

    def sign_out(self, instance: str) -> None: ...
    def take_token(self, token: ServerToken | None) -> None: ...


class Registry(Protocol):
    """The servers of this user that run on this machine."""

    def running(self) -> Sequence[RunningServer]: ...


class TellServers:
    """Notifies every server, then raises an error that names the unreachable ones."""

    def __init__(self, registry: Registry, client_of: Callable[[RunningServer], Client]) -> None:
        self._registry = registry
        self._client_of = client_of

    def sign_out(self, instance: str) -> None:
        """Make all of them, including single-command servers, drop an instance's credentials."""
        self._tell(self._registry.running(), lambda client: client.sign_out(instance))

    def take_token(self, token: ServerToken | None) -> None:
        """Invalidate all their current slot tokens."""
        lasting = [one for one in self._registry.running() if not one.is_for_one_command]
        self._tell(lasting, lambda client: client.take_token(token))

    def _tell(self, servers: Sequence[RunningServer], tell: Callable[[Client], None]) -> None:
        untold: list[tuple[RunningServer, SsoError]] = []
        for server in servers:
            try:
                tell(self._client_of(server))
            except SsoError as error:
                untold.append((server, error))
        if untold:
            reasons = [f"{one.url} (process {one.pid}): {error.message}" for one, error in untold]
            raise SsoError(
                f"could not notify a running credential server: {'; '.join(reasons)}",
                "end that process: it may still give credentials to clients with an old token",
            )
