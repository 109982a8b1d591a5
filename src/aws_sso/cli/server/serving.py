"""The parts of the credential server, and of its clients."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from aws_sso.adapters.vault.server_secrets import Certificate, ServerSecrets, server_context
from aws_sso.cli.output import say, warn
from aws_sso.cli.roles.choosing import chosen_role
from aws_sso.cli.roles.confirming import confirm_role
from aws_sso.domain.aws.origin import is_loopback_host
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.domain.server.access import is_good_token
from aws_sso.domain.server.slots import DEFAULT_SLOT, SlotContent
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import SsoError, UsageError
from aws_sso.use_cases.serve_slots import Obtained, Slots

if TYPE_CHECKING:
    from aws_sso.adapters.server.client import SlotClient
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts

PORT = 4144
_PATIENCE = 60.0
"""Seconds to wait for another process that fetches the same credentials."""


class CredentialServer:
    """Builds servers, and speaks to them."""

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts

    @property
    def secrets(self) -> ServerSecrets:
        """The server's own secrets."""
        return ServerSecrets(self._parts.vault)

    def obtain(self, profile: str) -> Obtained:
        """Get a profile's credentials, as the files say now; nobody is asked to sign in."""
        # With the same vault: it stays open for as long as the server runs.
        fresh = self._parts.again(vaults=self._parts.vaults, patience=_PATIENCE)
        instance, role = find_profile(fresh, profile, offline=True)
        kept = instance.credentials.at_hand(role)
        return Obtained(
            SlotContent(role.profile, role.account_id, role.role_name, role.arn, kept.credentials),
            kept.renew_at,
        )

    def sign_in_for(self, profiles: Sequence[str]) -> None:
        """Get the credentials of these profiles, signing in if that is needed and allowed."""
        for name in dict.fromkeys(profiles):
            instance, role = find_profile(self._parts, name)
            confirm_role(self._parts, role)
            try:
                instance.credentials.of(role)
            except SsoError as error:
                warn(f"there are no credentials of `{name}` yet: {error.message}")
                if error.hint:
                    say(f"hint: {error.hint}")

    def serve(
        self,
        address: str,
        port: int,
        live: Sequence[str],
        default: str | None,
        hosts: Sequence[str],
        *,
        with_auth: bool,
        with_tls: bool,
    ) -> int:
        """Serve until a signal ends it; returns the exit code."""
        from aws_sso.adapters.server.server import Running, SlotServer, listen

        certificate = self.secrets.certificate() if with_tls else None
        if not is_loopback_host(address):
            _check_public(address, certificate, with_auth)
        token = self.secrets.token_or_new() if with_auth else None
        # Before anybody is asked to sign in: a port that is taken is known at once.
        listener = listen(address, port)
        self.sign_in_for([*live, *([default] if default else [])])
        slots = Slots(self.obtain, self._parts.now)
        for name in live:
            slots.load_live(name, name)
        if default:
            slots.load_live(DEFAULT_SLOT, default)
        names = frozenset(name.lower() for name in (address, *hosts))
        app = SlotServer(slots, token, names, self._parts.now)
        running = Running(
            app, slots, listener, server_context(certificate) if certificate else None
        )
        url = server_url(address, listener.getsockname()[1], certificate is not None)
        say(f"serving credentials on {url}; Ctrl-C ends it")
        if token is None:
            warn("without a token everybody on this machine can have these credentials")
        else:
            say("hint: `aws-sso ecs env` prints what clients need")
        return _until_a_signal(running.serve, running.stop, slots.forget)

    def run_with(self, profile: str, command: Sequence[str]) -> int:
        """Run a command with a server of its own, for as long as it runs; returns its exit code."""
        from aws_sso.adapters.process.child import run_beside
        from aws_sso.adapters.server.server import Running, SlotServer, listen
        from aws_sso.domain.server.access import slot_token
        from aws_sso.domain.server.variables import changes_for_server

        instance, role = find_profile(self._parts, profile)
        confirm_role(self._parts, role)
        instance.credentials.of(role)
        instance.roles.note_use(role)
        from secrets import token_urlsafe

        token = Secret(token_urlsafe(32))
        slots = Slots(self.obtain, self._parts.now)
        slots.load_live(DEFAULT_SLOT, profile)
        listener = listen("127.0.0.1", 0)
        running = Running(
            SlotServer(slots, token, frozenset(), self._parts.now), slots, listener, None
        )
        thread = threading.Thread(target=running.serve, daemon=True)
        thread.start()
        url = server_url("127.0.0.1", listener.getsockname()[1], False)
        changes = changes_for_server(
            f"{url}/", slot_token(token, DEFAULT_SLOT), role, self._parts.environ
        )
        try:
            return run_beside(
                self._parts.desktop.command_or_shell(command),
                changes.applied_to(self._parts.environ),
            )
        finally:
            running.stop()
            thread.join(5)

    def client(self, server: str | None) -> "SlotClient":
        """Return what speaks to the server at `HOST:PORT`, that on this machine if None."""
        from aws_sso.adapters.server.client import SlotClient

        certificate = self.secrets.certificate()
        https = (
            self._parts.network.trusting(certificate.chain)
            if certificate
            else self._parts.network.https
        )
        return SlotClient(https, self.url_of(server), self.secrets.token())

    def load(
        self, profile: str | None, *, slotted: bool, live: bool, server: str | None
    ) -> str | None:
        """Load a profile's credentials, of one picked if it is None; returns its name.

        None if the user had the console opened instead.
        """
        if profile is None:
            instance, picked = self._parts.instance, chosen_role(self._parts, RoleChoice())
            if picked is None:
                return None
            role = picked
        else:
            instance, role = find_profile(self._parts, profile)
            confirm_role(self._parts, role)
        client = self.client(server)
        slot = role.profile if slotted else DEFAULT_SLOT
        if live:
            client.load_live(slot, role.profile)
        else:
            credentials = instance.credentials.of(role)
            client.load(
                slot,
                SlotContent(role.profile, role.account_id, role.role_name, role.arn, credentials),
            )
        instance.roles.note_use(role)
        return role.profile

    def variables(self, slot: str, server: str | None, token_file: str | None) -> dict[str, str]:
        """Return the variables by which SDKs find a slot; writes its token to a file if named."""
        from aws_sso.domain.server.access import bearer, slot_path, slot_token
        from aws_sso.domain.server.variables import server_variables

        token = slot_token(self.secrets.token_or_new(), slot)
        if token_file:
            token_file = _write_token_file(token_file, bearer(token))
        return server_variables(f"{self.url_of(server)}{slot_path(slot)}", token, token_file)

    def token_text(self) -> str:
        """Return the token; raises SsoError if there is none."""
        token = self.secrets.token()
        if token is None:
            raise SsoError("there is no token yet", "`aws-sso ecs server` makes one")
        return token.reveal()

    def replace_token(self, text: str) -> None:
        """Replace the token; `-` reads it from stdin. Raises UsageError for a weak one."""
        text = sys.stdin.readline().strip() if text == "-" else text
        if not is_good_token(text):
            raise UsageError(
                "that is no token to rely on", "16 visible ASCII characters or more, no spaces"
            )
        self._parts.files.prepare_folder()
        self.secrets.keep_token(Secret(text))

    def certificate_text(self) -> str:
        """Return the certificate; raises SsoError if there is none."""
        certificate = self.secrets.certificate()
        if certificate is None:
            raise SsoError("there is no certificate", "`aws-sso setup ecs ssl` keeps one")
        return certificate.chain

    def keep_certificate(self, chain: str, key: str) -> None:
        """Keep the certificate in a file, and the key in another or from stdin."""
        from aws_sso.adapters.files.user_files import read_text

        text = sys.stdin.read() if key == "-" else read_text(Path(key))
        self._parts.files.prepare_folder()
        self.secrets.keep_certificate(Certificate(read_text(Path(chain)), Secret(text)))

    def url_of(self, server: str | None) -> str:
        """Return the URL of a server: HTTPS where a certificate is set up."""
        if server and "://" in server:
            return server.rstrip("/")
        host, _, port = (server or "").rpartition(":")
        if server and not (host and port.isdigit()):
            raise UsageError(
                f"`{server}` is not HOST:PORT", "for instance `--server localhost:4144`"
            )
        scheme = "https" if self.secrets.certificate() else "http"
        name = host or ("localhost" if scheme == "https" else "127.0.0.1")
        return f"{scheme}://{name}:{port or PORT}"


def find_profile(parts: "Parts", profile: str, *, offline: bool = False) -> "tuple[Instance, Role]":
    """Return a role of any instance by its profile name, and its instance.

    `offline` does not fetch roles anew for a name that is not known. Raises RoleNotFoundError.
    """
    instances, choice = parts.instances.searched, RoleChoice(profile=profile)
    for instance in instances:
        found = instance.roles.matching(choice)
        if len(found) == 1:
            return instance, found[0]
    first = instances[0]
    return first, first.roles.find_offline(choice) if offline else first.roles.find(choice)


def server_url(address: str, port: int, tls: bool) -> str:
    """Return the URL under which a server is reached."""
    host = f"[{address}]" if ":" in address else address
    return f"{'https' if tls else 'http'}://{host}:{port}"


def _check_public(address: str, certificate: Certificate | None, with_auth: bool) -> None:
    if certificate is None:
        raise UsageError(
            f"will not serve credentials on {address} without TLS: everybody on the way could read "
            "them",
            "set a certificate up with `aws-sso setup ecs ssl`, or bind to 127.0.0.1",
        )
    if not with_auth:
        raise UsageError(
            f"will not serve credentials on {address} without a token",
            "leave `--disable-auth` out, or bind to 127.0.0.1",
        )


def _until_a_signal(
    serve: Callable[[], None], stop: Callable[[], None], reload: Callable[[], None]
) -> int:
    """Serve; SIGTERM and SIGINT end it, SIGHUP reloads. Returns 0, or 130 after SIGINT."""
    ended_by: list[int] = []

    def end(number: int, frame: object) -> None:
        ended_by.append(number)
        stop()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda number, frame: reload())
    with suppress(KeyboardInterrupt):
        serve()
    return 130 if ended_by and ended_by[-1] == signal.SIGINT else 0


def _write_token_file(path: str, header: Secret) -> str:
    """Write an `Authorization` header for `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`, mode 0600."""
    from aws_sso.adapters.files.files import write_atomically

    target = Path(os.path.expanduser(path)).absolute()
    write_atomically(target, header.reveal().encode(), 0o600)
    return str(target)
