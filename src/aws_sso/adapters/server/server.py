"""The credential server's port: the container credentials API, for clients with a slot's token.

Every request must pass three checks, in this order: it names this server as host (against DNS
rebinding), it does not come from a web page, and it has a token for what it requests. Only health
checks need no token; they return a status and nothing else.
"""

import asyncio

from aws_sso.adapters.server.answers import (
    Answer,
    Answers,
    RefusedError,
    Send,
    named_slot,
    path_of,
    slot_at,
)
from aws_sso.adapters.server.body import Body, Receive
from aws_sso.adapters.server.controls import Controls, credentials
from aws_sso.annotations import Any, Callable
from aws_sso.domain.aws.url import is_loopback_host
from aws_sso.domain.server.slots import DEFAULT_SLOT, SlotContent
from aws_sso.errors import SsoError
from aws_sso.use_cases.control_server import ServerControl
from aws_sso.use_cases.serve_slots import Slots

_HEALTH = "/healthcheck"


class _Application:
    """An ASGI application (ASGI 3) that answers each request with `_answer`."""

    def __init__(self, control: ServerControl, now: Callable[[], float]) -> None:
        self._control = control
        self._controls = Controls(control, now)
        self._answers = Answers(now)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            body = Body(receive)
            await self._answers.send(scope, body, send, self._answer(scope, body))

    async def _answer(self, scope: dict[str, Any], body: Body) -> Answer:
        raise NotImplementedError


class SlotServer(_Application):
    """The port: hands out credentials to clients with a token for them."""

    async def _answer(self, scope: dict[str, Any], body: Body) -> Answer:
        guard, slots = self._control.guard, self._control.slots
        headers = dict(scope["headers"])
        _check_origin(headers, guard.names)
        method, path = scope["method"], path_of(scope)
        if path == _HEALTH or path.startswith(f"{_HEALTH}/"):
            return _health(slots, method, path.removeprefix(_HEALTH))
        given = headers.get(b"authorization")
        name = slot_at(path)
        if method == "GET" and name is not None and guard.may_read(given, name):
            content = await credentials(slots, name)
            await self._note(content, scope)
            return 200, content.credentials_answer()
        if guard.may_control(given):
            return await self._controls.answer(method, path, body)
        raise RefusedError(403, "AccessDenied", "the token is missing or wrong")

    async def _note(self, content: SlotContent, scope: dict[str, Any]) -> None:
        """Record who gets what; if that fails, nobody gets anything."""
        note, client = self._control.note, scope.get("client")
        if note is None or client is None:
            return
        try:
            await asyncio.to_thread(note, content, tuple(client), tuple(scope["server"]))
        except SsoError as error:
            raise RefusedError(503, "CredentialsUnavailable", error.message) from None


class SocketServer(_Application):
    """The control socket of this user's commands: every client may do everything."""

    async def _answer(self, scope: dict[str, Any], body: Body) -> Answer:
        method, path = scope["method"], path_of(scope)
        own = await self._controls.answer_own(method, path, body)
        return own or await self._controls.answer(method, path, body)


def _check_origin(headers: dict[bytes, bytes], names: frozenset[str]) -> None:
    host = _host_name(headers.get(b"host", b"").decode("latin-1"))
    if not (is_loopback_host(host) or host in names):
        raise RefusedError(403, "AccessDenied", "unknown host name for this server")
    if b"origin" in headers or b"sec-fetch-site" in headers:
        raise RefusedError(403, "AccessDenied", "requests from web pages are not allowed")


def _health(slots: Slots, method: str, rest: str) -> Answer:
    if method != "GET":
        raise RefusedError(405, "MethodNotAllowed", "GET only")
    name = DEFAULT_SLOT if not rest else named_slot(rest)
    good = slots.at_hand(name) is not None
    return (200, {"status": "ok"}) if good else (503, {"status": "no credentials"})


def _host_name(host: str) -> str:
    """Return the name in a `Host` header, without the port (RFC 9112, section 3.2)."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()
