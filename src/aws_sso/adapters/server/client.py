"""Client of a credential server: load, unload, list, and announce changes."""

import http.client
import os

from aws_sso.adapters.aws.https import Answer, Https
from aws_sso.adapters.server import unix_socket
from aws_sso.annotations import Any, Mapping, Protocol
from aws_sso.domain.aws.url import Url
from aws_sso.domain.scope.scope import Scope
from aws_sso.domain.server.access import ServerToken, bearer, slot_path
from aws_sso.domain.server.slots import SlotContent, live_request, load_request
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.domain.text.messages import SAME_TOKEN
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import NetworkError, SlotEmptyError, SsoError

_PATIENCE = 70.0
"""Seconds to wait for an answer, since the server may have to fetch credentials first."""


class Caller(Protocol):
    """Sends one request to a server; raises NetworkError without an answer."""

    def call(self, method: str, path: str, body: Mapping[str, Any] | None) -> Answer: ...


class TlsCaller:
    """Calls the server at `url` (scheme, host and port), which must prove its identity."""

    def __init__(self, https: Https, url: Url, token: ServerToken) -> None:
        self._https = https
        self._url = url
        self._headers = {"Authorization": bearer(token.secret).reveal()}

    def call(self, method: str, path: str, body: Mapping[str, Any] | None) -> Answer:
        """Send one request."""
        try:
            return self._https.call(method, self._url.at(path), body=body, headers=self._headers)
        except NetworkError as error:
            raise NetworkError(
                error.message, "check that the server is running; `aws-sso ecs server` starts one"
            ) from None


class SocketCaller:
    """Calls one of this user's servers over its socket."""

    def __init__(self, path: str, patience: float = _PATIENCE) -> None:
        self._path = path
        self._patience = patience

    def call(self, method: str, path: str, body: Mapping[str, Any] | None) -> Answer:
        """Send one request."""
        if not self._path:
            raise NetworkError("servers on this system have no socket; restart the server")
        connection = http.client.HTTPConnection("localhost")
        try:
            connection.sock = unix_socket.connect(self._path)
            connection.sock.settimeout(self._patience)
            content = None if body is None else written(body).encode()
            connection.request(method, path, content)
            answer = connection.getresponse()
            return Answer("the server on this machine", answer.status, {}, answer.read())
        except TimeoutError:
            raise NetworkError(
                "the server does not answer on its socket", "check whether its process was stopped"
            ) from None
        except (OSError, http.client.HTTPException) as error:
            number = getattr(error, "errno", None)
            reason = os.strerror(number) if number else type(error).__name__
            raise NetworkError(f"cannot connect to the server's socket: {reason}") from None
        finally:
            connection.close()


class SlotClient:
    """Talks to a server; raises NetworkError without an answer, SsoError for a refusal."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def load(self, slot: str, loaded: SlotContent) -> None:
        """Load credentials into a slot."""
        self._call("PUT", slot_path(slot), load_request(loaded))

    def load_live(self, slot: str, profile: str, scope: Scope | None) -> None:
        """Let the server keep a slot filled for a profile, optionally narrowed to a scope."""
        self._call("PUT", slot_path(slot), live_request(profile, scope))

    def unload(self, slot: str) -> None:
        """Empty a slot."""
        self._call("DELETE", slot_path(slot))

    def slots(self) -> list[Mapping[str, str]]:
        """Return the content of the named slots."""
        content = self._call("GET", "/slot").body
        found = parsed(content)
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def profile(self) -> Mapping[str, str]:
        """Return the content of the default slot; raises SlotEmptyError if it is empty."""
        return self._call("GET", "/profile").json()

    def header_for(self, slot: str) -> Secret | None:
        """Return the header for reading a slot in this run; None if no header is required."""
        return Secret(str(self._call("POST", "/header", {"slot": slot}).json()["header"])) or None

    def sign_out(self, instance: str) -> None:
        """Make the server drop an instance's credentials."""
        self._call("POST", "/sign-out", {"instance": instance})

    def take_token(self, token: ServerToken | None) -> None:
        """Make the server use another token; all earlier slot tokens stop working."""
        if token is None:
            self._call("DELETE", "/token")
        else:
            self._call("PUT", "/token", {"token": token.secret.reveal()})

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        answer = self._caller.call(method, path, body)
        if answer.status == 200:
            return answer
        message = str(answer.json().get("message", "no reason given"))
        if answer.status == 404:
            raise SlotEmptyError(message, None)
        if answer.status == 403:
            raise SsoError(
                f"the server refused: {message}",
                SAME_TOKEN,
            )
        raise SsoError(f"the server refused ({answer.status}): {message}", None)
