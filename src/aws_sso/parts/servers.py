"""This user's credential servers running on this machine, and how to notify them."""

from pathlib import Path

from aws_sso.adapters.server.client import SlotClient, SocketCaller
from aws_sso.adapters.server.registry import Registry
from aws_sso.annotations import TYPE_CHECKING
from aws_sso.domain.server.running import RunningServer
from aws_sso.use_cases.tell_servers import TellServers

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts

_PATIENCE = 5.0
"""Seconds for a server to accept a notification."""


def registry(parts: "Parts") -> Registry:
    """Return the registry of running servers."""
    return Registry(Path(parts.locations.derived("servers")), parts.environ.get("XDG_RUNTIME_DIR"))


def servers_that_run(parts: "Parts") -> TellServers:
    """Return the notifier of all servers."""
    return TellServers(registry(parts), _client_of)


def _client_of(server: RunningServer) -> SlotClient:
    return SlotClient(SocketCaller(server.socket, _PATIENCE))
