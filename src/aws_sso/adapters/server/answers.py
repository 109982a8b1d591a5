"""Answering requests: status and JSON, a line in the log for each, and no secret in it."""

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from aws_sso.domain.server.slots import DEFAULT_SLOT

_log = logging.getLogger(__name__)
_REFUSALS, _PERIOD = 30, 60.0
"""How many refusals are logged in so many seconds: anybody can cause them."""
SLOT = "/slot"
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Answer = tuple[int, Any]


class RefusedError(Exception):
    """An answer other than the one asked for."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status = status
        self.code = code
        self.message = message


class Answers:
    """Sends what comes of requests, and logs them."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._since = 0.0
        self._refused = 0

    async def send(self, scope: dict[str, Any], send: Send, answer: Awaitable[Answer]) -> None:
        """Answer one request (ASGI 3) with what `answer` gives, or refuses with."""
        close = False
        try:
            status, content = await answer
        except RefusedError as refused:
            status, content = refused.status, {"code": refused.code, "message": refused.message}
            close = True  # what else may come on this connection is not worth reading
        self._log(scope, status)
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

    def _log(self, scope: dict[str, Any], status: int) -> None:
        client = (scope.get("client") or ("socket", 0))[0]
        # The path names a slot, never a secret; the query is not ours to show.
        path = str(scope["raw_path"].decode("ascii", "replace"))[:200]
        line = (client, scope["method"], path, status)
        if status < 400:
            _log.info("%s %s %s: %d", *line)
            return
        if self._now() - self._since > _PERIOD:
            self._since, self._refused = self._now(), 0
        self._refused += 1
        if self._refused <= _REFUSALS:
            _log.warning("%s %s %s: %d", *line)
        elif self._refused == _REFUSALS + 1:
            _log.warning("many requests are refused; more of them are not logged for a minute")


def path_of(scope: dict[str, Any]) -> str:
    """Return a request's path, decoded."""
    return unquote(scope["raw_path"].decode("ascii"))


def slot_at(path: str) -> str | None:
    """Return the name of the slot at a path; None where there is none."""
    if path == "/":
        return DEFAULT_SLOT
    return path.removeprefix(f"{SLOT}/") or None if path.startswith(f"{SLOT}/") else None


def named_slot(path: str) -> str:
    """Return the name of the slot at a path; refuses any other path."""
    name = slot_at(path)
    if name is None:
        raise RefusedError(404, "NotFound", "there is nothing here")
    return name
