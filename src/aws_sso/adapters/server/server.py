"""The credential server: the container credentials API over HTTP, for whoever has the token.

Every request passes four gates, in this order: it names a host that is this server (against DNS
rebinding), it does not come from a web page, it carries a token that opens what it asks for, and
it is small. Only health checks need no token; they tell a status and nothing else.
"""

import json
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from aws_sso.adapters.server.guarded_http import read_within
from aws_sso.domain.aws.url import is_loopback_host
from aws_sso.domain.server.access import may_change, may_read
from aws_sso.domain.server.slots import DEFAULT_SLOT, SlotContent, read_load_request
from aws_sso.domain.text.expiry import time_left
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import SlotEmptyError, SlotExpiredError, SsoError, UsageError
from aws_sso.use_cases.serve_slots import Slots

_log = logging.getLogger(__name__)
_LARGEST_BODY = 64 << 10
_BODY_TIME = 10.0
_SLOT, _HEALTH = "/slot", "/healthcheck"
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class _RefusedError(Exception):
    """An answer other than the one asked for."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status = status
        self.code = code
        self.message = message


class SlotServer:
    """The server as an ASGI application.

    `token` is None where everybody may ask; `hosts` are names and addresses, in lower case, that
    it goes by besides those of loopback.
    """

    def __init__(
        self,
        slots: Slots,
        token: Secret | None,
        hosts: frozenset[str],
        now: Callable[[], float],
    ) -> None:
        self._slots = slots
        self._token = token
        self._hosts = hosts
        self._now = now

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3)."""
        if scope["type"] != "http":
            return
        close = False
        try:
            status, content = await self._answer(scope, receive)
        except _RefusedError as refused:
            status, content = refused.status, {"code": refused.code, "message": refused.message}
            close = True  # what else may come on this connection is not worth reading
        level = logging.INFO if status < 400 else logging.WARNING
        client = (scope.get("client") or ("?", 0))[0]
        # The path names a slot, never a secret; the query is not ours to show.
        _log.log(level, "%s %s %s: %d", client, scope["method"], _shown(scope), status)
        body = b"" if content is None else json.dumps(content).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        if close:
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: dict[str, Any], receive: Receive) -> tuple[int, Any]:
        headers = dict(scope["headers"])
        self._check_origin(headers)
        method, path = scope["method"], unquote(scope["raw_path"].decode("ascii"))
        if path == _HEALTH or path.startswith(f"{_HEALTH}/"):
            return self._health(method, path.removeprefix(_HEALTH))
        if path == _SLOT:
            return self._all_slots(method, headers)
        if path == "/profile":
            self._check(headers, method, None, allowed=("GET",))
            loaded = await self._credentials(DEFAULT_SLOT)
            return 200, loaded.profile_answer(self._left(loaded))
        name = _slot_name(path)
        self._check(headers, method, name, allowed=("GET", "PUT", "DELETE"))
        if method == "GET":
            return 200, (await self._credentials(name)).credentials_answer()
        if method == "PUT":
            return await self._load(name, receive)
        return self._unload(name)

    def _check_origin(self, headers: dict[bytes, bytes]) -> None:
        host = _host_name(headers.get(b"host", b"").decode("latin-1"))
        if not (is_loopback_host(host) or host in self._hosts):
            raise _RefusedError(403, "AccessDenied", "this is not a name of this server")
        if b"origin" in headers or b"sec-fetch-site" in headers:
            raise _RefusedError(403, "AccessDenied", "web pages get nothing here")

    def _check(
        self,
        headers: dict[bytes, bytes],
        method: str,
        slot: str | None,
        allowed: tuple[str, ...],
    ) -> None:
        """Make sure that the token opens `slot` (None: everything) for this method."""
        if self._token is not None:
            given = headers.get(b"authorization")
            is_read = method == "GET" and slot is not None
            opens = (
                may_read(given, self._token, slot) if is_read else may_change(given, self._token)
            )
            if not opens:
                raise _RefusedError(403, "AccessDenied", "the token is missing or wrong")
        if method not in allowed:
            raise _RefusedError(405, "MethodNotAllowed", f"{', '.join(allowed)} only")

    def _health(self, method: str, rest: str) -> tuple[int, Any]:
        if method != "GET":
            raise _RefusedError(405, "MethodNotAllowed", "GET only")
        name = DEFAULT_SLOT if not rest else _slot_name(rest)
        good = self._slots.at_hand(name) is not None
        return (200, {"status": "ok"}) if good else (503, {"status": "no credentials"})

    def _all_slots(self, method: str, headers: dict[bytes, bytes]) -> tuple[int, Any]:
        self._check(headers, method, None, allowed=("GET", "DELETE"))
        if method == "DELETE":
            self._slots.unload_all()
            return 200, {"status": "ok"}
        return 200, [loaded.profile_answer(self._left(loaded)) for loaded in self._slots.all()]

    async def _credentials(self, name: str) -> SlotContent:
        ready = self._slots.at_hand(name)
        if ready is not None:
            return ready
        import asyncio

        try:
            return await asyncio.to_thread(self._slots.credentials, name)
        except SlotEmptyError as error:
            raise _RefusedError(404, "NoCredentials", _told(error)) from None
        except SlotExpiredError as error:
            raise _RefusedError(503, "CredentialsExpired", _told(error)) from None
        except SsoError as error:
            raise _RefusedError(503, "CredentialsUnavailable", _told(error)) from None

    async def _load(self, name: str, receive: Receive) -> tuple[int, Any]:
        body = await read_within(receive, _LARGEST_BODY, _BODY_TIME)
        if body is None:
            raise _RefusedError(413, "RequestTooLarge", "the body is too large, or came too slowly")
        try:
            wish = read_load_request(json.loads(body))
        except ValueError:
            raise _RefusedError(400, "InvalidRequest", "the body is not JSON") from None
        except UsageError as error:
            raise _RefusedError(400, "InvalidRequest", error.message) from None
        if wish.loaded is None:
            self._slots.load_live(name, wish.profile)
        elif wish.loaded.credentials.expires <= self._now():
            raise _RefusedError(400, "InvalidRequest", "the credentials are over already")
        else:
            self._slots.load(name, wish.loaded)
        return 200, {"status": "ok"}

    def _unload(self, name: str) -> tuple[int, Any]:
        try:
            self._slots.unload(name)
        except SlotEmptyError as error:
            raise _RefusedError(404, "NoCredentials", error.message) from None
        return 200, {"status": "ok"}

    def _left(self, loaded: SlotContent) -> str:
        return time_left(loaded.credentials.expires, datetime.fromtimestamp(self._now(), UTC))


def _slot_name(path: str) -> str:
    if path == "/":
        return DEFAULT_SLOT
    name = path.removeprefix(f"{_SLOT}/")
    if name == path or not name:
        raise _RefusedError(404, "NotFound", "there is nothing here")
    return name


def _host_name(host: str) -> str:
    """Return the name in a `Host` header, without its port (RFC 9112 section 3.2)."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _told(error: SsoError) -> str:
    return f"{error.message}; {error.hint}" if error.hint else error.message


def _shown(scope: dict[str, Any]) -> str:
    return str(scope["raw_path"].decode("ascii", "replace"))[:200]
