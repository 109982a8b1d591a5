"""A server while it runs: its slots and its guard, as its owner changes them."""

from collections.abc import Callable
from threading import Lock

from aws_sso.domain.frozen import replace
from aws_sso.domain.server.access import Guard, ServerToken, bearer, slot_token
from aws_sso.domain.server.slots import SlotContent
from aws_sso.domain.text.secret import Secret
from aws_sso.use_cases.keep_server_secrets import new_token
from aws_sso.use_cases.serve_slots import Slots

HeaderFor = Callable[[str], Secret | None]
"""Gives the `Authorization` header that reads a slot; None where none is asked for."""

Note = Callable[[SlotContent, tuple[str, int], tuple[str, int]], None]


class ServerControl:
    """The slots and the guard of one server; may be used by several threads.

    `write_tokens` brings the files that hold tokens of slots up to date. `note` is told what is
    handed out, and the two ends of the connection on which it is; it may raise SsoError, and then
    nothing is handed out.
    """

    def __init__(
        self,
        slots: Slots,
        guard: Guard,
        write_tokens: Callable[[HeaderFor], None] = lambda header_for: None,
        note: Note | None = None,
    ) -> None:
        self.slots = slots
        self.note = note
        self._guard = guard
        self._write_tokens = write_tokens
        self._lock = Lock()

    @property
    def guard(self) -> Guard:
        """What keeps others out now."""
        return self._guard

    def header_for(self, slot: str) -> Secret | None:
        """Return the header that reads a slot in this run of the server; None for none."""
        guard = self._guard
        return bearer(slot_token(guard.token, guard.run, slot)) if guard.token else None

    def take_token(self, token: ServerToken | None) -> None:
        """Let all tokens so far open nothing any more: there is another, or none.

        Without one a token takes its place that nobody is told but this server's own clients. A
        server that asks for none goes on so.
        """
        with self._lock:
            if self._guard.token is not None:
                self._guard = replace(self._guard, token=token or new_token())
        self.write_tokens()

    def write_tokens(self) -> None:
        """Bring the files that hold tokens of slots up to date."""
        self._write_tokens(self.header_for)

    def sign_out(self, instance: str) -> None:
        """Drop an instance's credentials."""
        self.slots.sign_out(instance)
