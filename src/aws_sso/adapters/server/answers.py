"""Answering requests: status and JSON, with one log line each that never contains a secret."""

import logging
from urllib.parse import unquote

from aws_sso.adapters.server.body import Body
from aws_sso.annotations import Any, Awaitable, Callable
from aws_sso.domain.server.slots import DEFAULT_SLOT
from aws_sso.domain.text.json_text import written

_log = logging.getLogger(__name__)
_REFUSALS, _PERIOD = 30, 60.0
"""How many refusals are logged per time span, since anyone can cause them."""
SLOT = "/slot"
Send = Callable[[dict[str, Any]], Awaitable[None]]
Answer = tuple[int, Any]


class RefusedError(Exception):
    """An answer other than the requested one."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status = status
        self.code = code
        self.message = message


class Answers:
    """Sends answers and logs requests."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._since = 0.0
        self._refused = 0

    async def send(
        self, scope: dict[str, Any], body: Body, send: Send, answer: Awaitable[Answer]
    ) -> None:
        """Answer one request (ASGI 3) with the result, or the refusal, of `answer`."""
        close = False
        try:
            status, content = await answer
        except RefusedError as refused:
            status, content = refused.status, {"code": refused.code, "message": refused.message}
            close = True  # do not read anything else on this connection
            await body.drop()
        self._log(scope, status)
        text = b"" if content is None else written(content).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(text)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        if close:
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": text})

    def _log(self, scope: dict[str, Any], status: int) -> None:
        client = (scope.get("client") or ("socket", 0))[0]
        # The path names a slot and is not secret; the query is never logged.
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
            _log.warning("refusing many requests; not logging more of them for a minute")


def path_of(scope: dict[str, Any]) -> str:
    """Return a request's path, decoded."""
    return unquote(scope["raw_path"].decode("ascii"))


def slot_at(path: str) -> str | None:
    """Return the name of the slot at a path; None if there is none."""
    if path == "/":
        return DEFAULT_SLOT
    return path.removeprefix(f"{SLOT}/") or None if path.startswith(f"{SLOT}/") else None


def named_slot(path: str) -> str:
    """Return the name of the slot at a path; refuses any other path."""
    name = slot_at(path)
    if name is None:
        raise RefusedError(404, "NotFound", "not found")
    return name
