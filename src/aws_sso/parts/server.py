"""The parts of the credential server, and of its clients."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from aws_sso.adapters.vault.server_secrets import ServerSecrets
from aws_sso.domain.aws.url import Url
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.server.access import Certificate
from aws_sso.domain.server.address import url_of_server
from aws_sso.domain.text.secret import Secret
from aws_sso.use_cases.keep_server_secrets import kept_certificate, kept_token, replace_token
from aws_sso.use_cases.open_server import ServerPorts, obtain
from aws_sso.use_cases.serve_slots import Obtained, Slots

if TYPE_CHECKING:
    from aws_sso.adapters.server.client import SlotClient
    from aws_sso.adapters.server.running import Listener
    from aws_sso.parts.parts import Parts

_TIME_LIMIT = 60.0
"""Seconds for getting a slot's credentials, waiting for other processes included."""


class ServerParts:
    """Builds what a server needs, and what speaks to one."""

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts

    @cached_property
    def secrets(self) -> ServerSecrets:
        """The server's own secrets."""
        return ServerSecrets(self._parts.vaults.vault)

    def token(self) -> Secret:
        """Return the token; raises SsoError if there is none."""
        return kept_token(self.secrets)

    def replace_token(self, text: str) -> None:
        """Replace the token; raises UsageError for a weak one."""
        replace_token(self.secrets, text)

    def certificate(self) -> str:
        """Return the certificate in PEM; raises SsoError if there is none."""
        return kept_certificate(self.secrets).chain

    def keep_certificate(self, chain: str, key: Secret) -> None:
        """Replace the certificate; raises UsageError if it is none, or `key` is not its own."""
        self.secrets.keep_certificate(Certificate(chain, key))

    def ports(self, confirm: Callable[[Role], None]) -> ServerPorts:
        """Return what a server needs; `confirm` asks before a guarded role is used."""
        slots = Slots(self._obtain, self._parts.now)
        return ServerPorts(self.secrets, self._parts.instances, slots, self._listen, confirm)

    def _obtain(self, profile: str) -> Obtained:
        """Get a profile's credentials as the files say now."""
        # With the same vault: it stays open for as long as the server runs.
        fresh = self._parts.again(vaults=self._parts.vaults, time_limit=_TIME_LIMIT)
        return obtain(fresh.instances, profile)

    def _listen(self, address: str, port: int) -> "Listener":
        from aws_sso.adapters.server.running import Listener

        return Listener(address, port, self._parts.now)

    def client(self, server: str | None) -> "SlotClient":
        """Return what speaks to the server at `HOST:PORT`, that on this machine if None."""
        from aws_sso.adapters.server.client import SlotClient

        network, certificate = self._parts.network, self.secrets.certificate()
        https = network.trusting(certificate.chain) if certificate else network.https
        return SlotClient(https, self.url_of(server), self.secrets.token())

    def url_of(self, server: str | None) -> Url:
        """Return the URL of a server: HTTPS where a certificate is set up."""
        return url_of_server(server, tls=self.secrets.certificate() is not None)

    def keep_token_in(self, file: str) -> Callable[[Secret], str]:
        """Return what writes a header to a file, mode 0600, and returns the file's path."""

        def keep(header: Secret) -> str:
            from aws_sso.adapters.files.files import write_atomically

            target = self._parts.files.named(file)
            write_atomically(target, header.reveal().encode(), 0o600)
            return str(target)

        return keep
