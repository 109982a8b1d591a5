"""Servers running on this machine: where they listen, and which one to use."""

from aws_sso.annotations import Sequence
from aws_sso.domain.aws.url import Url, is_loopback_host
from aws_sso.domain.frozen import as_plain, frozen
from aws_sso.domain.server.address import LOOPBACK, PORT, server_url
from aws_sso.domain.text.json_text import parsed, written

_EVERYWHERE = {"0.0.0.0": LOOPBACK, "::": "::1"}  # noqa: S104  # read here, not bound to
"""Wildcard addresses, with the address for reaching such a server."""


@frozen
class RunningServer:
    """Where a server listens, as announced to the same user's processes.

    `run` names this run. `socket` is the path of its control socket, empty if the system has none.
    `has_token` is true if it requires a token. A server that `is_for_one_command` is private to
    that command.
    """

    address: str
    port: int
    tls: bool
    run: str
    pid: int = 0
    socket: str = ""
    has_token: bool = True
    is_for_one_command: bool = False

    @property
    def url(self) -> Url:
        """The host for clients on this machine; certificates need a name."""
        host = _EVERYWHERE.get(self.address, self.address)
        if self.tls and is_loopback_host(host):
            host = "localhost"
        return Url.parse(server_url(host, self.port, tls=self.tls))

    def to_json(self) -> str:
        """Return it in the form stored in its file."""
        return written(as_plain(self))

    @classmethod
    def from_json(cls, text: bytes) -> "RunningServer | None":
        """Parse the output of `to_json`; None for anything else."""
        try:
            fields = parsed(text)
            found = cls(**fields)
            kinds = {name: type(value) for name, value in as_plain(found).items()}
            found.url  # noqa: B018  # raises for an address that is none
        except (ValueError, TypeError, AttributeError, RecursionError):
            return None
        return found if kinds == _KINDS else None


_KINDS = {
    name: type(value) for name, value in as_plain(RunningServer(LOOPBACK, PORT, False, "")).items()
}


def meant(servers: Sequence[RunningServer], wanted: Url | None) -> RunningServer | None:
    """Return the server that the user means; `wanted` is None for any.

    Of several, it is the one on the default port. None if there is no server or no clear choice.
    """
    usable = [one for one in servers if not one.is_for_one_command]
    if wanted is not None:
        if not wanted.is_loopback:
            usable = [one for one in usable if one.url.host == wanted.host]
        return next((one for one in usable if one.port == wanted.port), None)
    if len(usable) == 1:
        return usable[0]
    return next((one for one in usable if one.port == PORT), None)
