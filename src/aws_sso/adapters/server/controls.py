"""Requests that change a running server, or show its content.

All of them work over the server's own socket. The port offers only `Controls.answer`, and only over
TLS with a token that the user set.
"""

import asyncio

from aws_sso.adapters.server.answers import SLOT, Answer, RefusedError, named_slot
from aws_sso.adapters.server.body import Body
from aws_sso.annotations import Any, Callable
from aws_sso.domain.server.access import ServerToken, is_good_token
from aws_sso.domain.server.slots import DEFAULT_SLOT, SlotContent, read_load_request
from aws_sso.domain.text.expiry import time_left
from aws_sso.domain.text.json_text import parsed
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import SlotEmptyError, SlotExpiredError, SsoError, UsageError
from aws_sso.use_cases.control_server import ServerControl
from aws_sso.use_cases.serve_slots import Slots

_LARGEST_BODY = 64 << 10
_BODY_TIME = 10.0
_OK = (200, {"status": "ok"})


class Controls:
    """Answers control requests."""

    def __init__(self, control: ServerControl, now: Callable[[], float]) -> None:
        self._control = control
        self._slots = control.slots
        self._now = now

    async def answer(self, method: str, path: str, body: Body) -> Answer:
        """Load, empty and list slots."""
        if path == SLOT:
            return self._all_slots(method)
        if path == "/profile":
            _check(method, "GET")
            loaded = await credentials(self._slots, DEFAULT_SLOT)
            return 200, loaded.profile_answer(self._left(loaded))
        name = named_slot(path)
        _check(method, "GET", "PUT", "DELETE")
        if method == "GET":
            return 200, (await credentials(self._slots, name)).credentials_answer()
        if method == "PUT":
            return self._load(name, await _json(body))
        return self._unload(name)

    async def answer_own(self, method: str, path: str, body: Body) -> Answer | None:
        """Handle requests reserved for this user's commands; None for any other request."""
        if path == "/token":
            _check(method, "PUT", "DELETE")
            token = _token(await _json(body)) if method == "PUT" else None
            # In a thread, because it writes token files.
            await asyncio.to_thread(self._control.take_token, token)
            return _OK
        if path == "/header":
            _check(method, "POST")
            slot = _text(await _json(body), "slot")
            header = self._control.header_for(slot)
            return 200, {"header": header.reveal() if header else ""}
        if path == "/sign-out":
            _check(method, "POST")
            self._control.sign_out(_text(await _json(body), "instance"))
            return _OK
        return None

    def _all_slots(self, method: str) -> Answer:
        _check(method, "GET", "DELETE")
        if method == "DELETE":
            self._slots.unload_all()
            return _OK
        return 200, [loaded.profile_answer(self._left(loaded)) for loaded in self._slots.all()]

    def _load(self, name: str, content: Any) -> Answer:
        try:
            wish = read_load_request(content)
        except UsageError as error:
            raise RefusedError(400, "InvalidRequest", error.message) from None
        if wish.loaded is None:
            self._slots.load_live(name, wish.profile, wish.scope)
        elif wish.loaded.credentials.expires <= self._now():
            raise RefusedError(400, "InvalidRequest", "the credentials have already expired")
        else:
            self._slots.load(name, wish.loaded)
        return _OK

    def _unload(self, name: str) -> Answer:
        try:
            self._slots.unload(name)
        except SlotEmptyError as error:
            raise RefusedError(404, "NoCredentials", error.message) from None
        return _OK

    def _left(self, loaded: SlotContent) -> str:
        return time_left(loaded.credentials.expires, self._now())


async def credentials(slots: Slots, name: str) -> SlotContent:
    """Return a slot's content, fetched if necessary; refuses if it is empty."""
    ready = slots.at_hand(name)
    if ready is not None:
        return ready
    try:
        return await asyncio.to_thread(slots.credentials, name)
    except SlotEmptyError as error:
        raise RefusedError(404, "NoCredentials", _told(error)) from None
    except SlotExpiredError as error:
        raise RefusedError(503, "CredentialsExpired", _told(error)) from None
    except SsoError as error:
        raise RefusedError(503, "CredentialsUnavailable", _told(error)) from None


def _check(method: str, *allowed: str) -> None:
    if method not in allowed:
        raise RefusedError(405, "MethodNotAllowed", f"{', '.join(allowed)} only")


async def _json(body: Body) -> Any:
    content = await body.read(_LARGEST_BODY, _BODY_TIME)
    if content is None:
        raise RefusedError(413, "RequestTooLarge", "the body is too large, or was sent too slowly")
    try:
        return parsed(content)
    except ValueError:
        raise RefusedError(400, "InvalidRequest", "the body is not JSON") from None


def _text(content: Any, name: str) -> str:
    value = content.get(name) if isinstance(content, dict) else None
    if not isinstance(value, str):
        raise RefusedError(400, "InvalidRequest", f"{name} is missing")
    return value


def _token(content: Any) -> ServerToken:
    text = _text(content, "token")
    if not is_good_token(text):
        raise RefusedError(400, "InvalidRequest", "the token is not valid")
    return ServerToken(Secret(text), is_set=True)


def _told(error: SsoError) -> str:
    return f"{error.message}; {error.hint}" if error.hint else error.message
