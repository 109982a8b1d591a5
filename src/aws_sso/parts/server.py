"""The parts of the credential server and its clients."""

import logging
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from aws_sso.adapters.vault.server_secrets import ServerSecrets
from aws_sso.annotations import TYPE_CHECKING, Callable, Iterator
from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.frozen import cached_property, replace
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.domain.server.access import Certificate
from aws_sso.domain.server.handed_out import HandedOut
from aws_sso.domain.server.slots import SlotContent
from aws_sso.domain.server.variables import (
    private_environment,
    source_before_server,
    without_other_identities,
)
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import SsoError
from aws_sso.parts.servers import registry, servers_that_run
from aws_sso.use_cases.control_server import HeaderFor
from aws_sso.use_cases.keep_server_secrets import (
    drop_token,
    kept_certificate,
    kept_token,
    replace_token,
)
from aws_sso.use_cases.once import OnceEach
from aws_sso.use_cases.open_server import ServerPorts, obtain, obtain_role
from aws_sso.use_cases.serve_slots import Obtained, Slots
from aws_sso.use_cases.token_files import TokenFile, keep_token_file, write_token_files
from aws_sso.use_cases.use_server import (
    Reached,
    controllable,
    lead_to_slot,
    reach,
    set_token,
)

if TYPE_CHECKING:
    from aws_sso.adapters.server.client import SlotClient
    from aws_sso.adapters.server.registry import Registry
    from aws_sso.adapters.server.running import Listener
    from aws_sso.adapters.server.token_files import NotedTokenFiles
    from aws_sso.domain.scope.scope import Scope
    from aws_sso.domain.shell.variables import EnvironmentChanges
    from aws_sso.parts.parts import Parts

_log = logging.getLogger(__name__)
_TIME_LIMIT = 60.0
"""Seconds for getting a slot's credentials, including waiting for other processes."""


class ServerParts:
    """Builds servers and their clients."""

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts
        parts.ready_to_log()

    @cached_property
    def secrets(self) -> ServerSecrets:
        """The server's own secrets."""
        return ServerSecrets(self._parts.vaults.vault)

    def token(self) -> Secret:
        """Return the token; raises SsoError if there is none."""
        return kept_token(self.secrets).secret

    def replace_token(self, text: str) -> None:
        """Replace the token, also on running servers; raises UsageError for a weak one."""
        replace_token(self.secrets, servers_that_run(self._parts), text)

    def drop_token(self) -> bool:
        """Delete the token, also on running servers; returns whether there was one."""
        return drop_token(self.secrets, servers_that_run(self._parts))

    def certificate(self) -> str:
        """Return the certificate in PEM; raises SsoError if there is none."""
        return kept_certificate(self.secrets).chain

    def keep_certificate(self, chain: str, key: Secret) -> None:
        """Replace the certificate; raises UsageError if it is invalid or `key` does not match."""
        self.secrets.keep_certificate(Certificate(chain, key))

    def ports(self, confirm: Callable[[Role], None]) -> ServerPorts:
        """Return what a server needs; `confirm` asks before a guarded role is used."""
        return self._ports(lambda fresh, profile: obtain(fresh.instances, profile), confirm)

    def ports_for_one(self, chosen: Role) -> ServerPorts:
        """Return what a server with one confirmed role needs."""
        choice = RoleChoice(arn=RoleArn.parse(chosen.arn))

        def obtain_chosen(fresh: "Parts", _: str) -> Obtained:
            instance = fresh.instances.named(chosen.instance)
            return obtain_role(instance, instance.roles.find_offline(choice))

        return self._ports(obtain_chosen, lambda _: None)

    def _ports(
        self, obtain_by: "Callable[[Parts, str], Obtained]", confirm: Callable[[Role], None]
    ) -> ServerPorts:
        slots = Slots(partial(self._obtained, obtain_by), self._parts.now)
        return ServerPorts(
            self.secrets,
            self._parts.instances,
            slots,
            self._listen,
            confirm,
            self._write_tokens,
            self._note,
        )

    def check_that_sdks_ask(self) -> None:
        """Raise SsoError if a command's SDKs would use a profile instead of its own server."""
        parts = self._parts
        if parts.scope is not None:
            return  # It has no profiles.
        other = source_before_server(without_other_identities(parts.environ), parts.sdk.files())
        if other:
            raise SsoError(
                f"the command would not use this role: SDKs prefer the {other.name}",
                "rename that profile, or set AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE to "
                "another file; keys, as from `aws-sso exec`, come before profiles",
            )

    def used_instead(self) -> str | None:
        """Return what SDKs in this shell would use instead of a server, None if nothing."""
        other = source_before_server(self._parts.environ, self._parts.sdk.files())
        return other.name if other else None

    @contextmanager
    def environment(self, changes: "EnvironmentChanges") -> "Iterator[dict[str, str]]":
        """Provide the environment of a command with its own server, until the block ends.

        If its credentials are narrowed, it has none of our AWS variables and files.
        """
        environ = self._parts.environ
        if self._parts.scope is None:
            yield changes.applied_to(environ)
            return
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="aws-sso-") as folder:
            empty = Path(folder) / "empty"
            empty.touch(0o600)
            yield private_environment(environ, changes, str(empty))

    def _note(self, content: SlotContent, client: tuple[str, int], server: tuple[str, int]) -> None:
        """Record what is handed out to a command, and which process asked."""
        from aws_sso.adapters.desktop.peers import socket_at
        from aws_sso.adapters.process.askers import asker_of

        asker = asker_of(socket_at(client, server))
        at = int(self._parts.now())
        try:
            self._parts.files.handed_out.add(HandedOut(at, content.arn, content.scope, asker))
        except SsoError as error:
            if content.scope:
                raise  # The user wants to know what it is used for.
            _log.warning("cannot record handed-out credentials: %s", error.message)

    def _obtained(
        self,
        obtain_by: "Callable[[Parts, str], Obtained]",
        profile: str,
        scope: "Scope | None",
    ) -> Obtained:
        """Get credentials by the current files, narrowed as the slot requires."""
        with self._warnings.trying(profile) as warn:
            voice = replace(self._parts.voice, warn=warn)
            # With the same vault, which stays unlocked while the server runs.
            fresh = self._parts.again(
                vaults=self._parts.vaults, time_limit=_TIME_LIMIT, voice=voice, scope=scope
            )
            return obtain_by(fresh, profile)

    def _listen(self, address: str, port: int) -> "Listener":
        from aws_sso.adapters.server.running import Listener

        return Listener(address, port, self._parts.now, self._registry)

    def _write_tokens(self, port: int, header_for: HeaderFor) -> None:
        write_token_files(self._token_files, port, header_for, self._parts.voice.warn)

    @cached_property
    def _warnings(self) -> OnceEach:
        return OnceEach(self._parts.voice.warn)

    @cached_property
    def _registry(self) -> "Registry":
        return registry(self._parts)

    @cached_property
    def _token_files(self) -> "NotedTokenFiles":
        from aws_sso.adapters.server.token_files import NotedTokenFiles

        where = Path(self._parts.locations.derived("token-files.json"))
        return NotedTokenFiles(where, self._parts.locks)

    def client(self, server: str | None) -> "SlotClient":
        """Return the client for the server at `HOST:PORT`, or on this machine if None."""
        return self._client_of(self._reach(server))

    def variables(self, server: str | None, slot: str, token_file: str | None) -> dict[str, str]:
        """Return the variables for a server's slot; writes its token to a file if requested."""
        reached = self._reach(server)

        def keep(header: Secret) -> str:
            path = str(self._parts.files.named(token_file or ""))
            file = TokenFile(path, slot, reached.url.port)
            keep_token_file(self._token_files, file, header)
            return path

        return lead_to_slot(
            reached,
            slot,
            self.secrets,
            lambda: self._client_of(reached).header_for(slot),
            keep if token_file else None,
        )

    def _reach(self, server: str | None) -> Reached:
        return reach(self._registry, server, lambda: self.secrets.certificate() is not None)

    def _client_of(self, reached: Reached) -> "SlotClient":
        from aws_sso.adapters.server.client import SlotClient, SocketCaller, TlsCaller

        if reached.running is not None and reached.running.socket:
            return SlotClient(SocketCaller(reached.running.socket))
        network, certificate = self._parts.network, self.secrets.certificate()
        https = network.trusting(certificate.chain) if certificate else network.https
        return SlotClient(TlsCaller(https, controllable(reached), set_token(self.secrets)))
