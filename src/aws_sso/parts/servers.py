"""The credential servers of this user that run on this machine, and what tells them something."""

from typing import TYPE_CHECKING

from aws_sso.adapters.server.client import SlotClient, SocketCaller
from aws_sso.adapters.server.registry import Registry
from aws_sso.domain.server.running import RunningServer
from aws_sso.use_cases.tell_servers import TellServers

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts

_PATIENCE = 5.0
"""Seconds in which a server has to hear what it is told."""


def registry(parts: "Parts") -> Registry:
    """Return where servers tell that they run."""
    return Registry(parts.locations.state / "servers", parts.environ.get("XDG_RUNTIME_DIR"))


def servers_that_run(parts: "Parts") -> TellServers:
    """Return what tells all of them."""
    return TellServers(registry(parts), _client_of)


def _client_of(server: RunningServer) -> SlotClient:
    return SlotClient(SocketCaller(server.socket, _PATIENCE))
