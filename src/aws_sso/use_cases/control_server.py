"""Controls a running server: its slots and its guard."""

from threading import Lock

from aws_sso.annotations import Callable
from aws_sso.domain.frozen import replace
from aws_sso.domain.server.access import Guard, ServerToken, bearer, slot_token
from aws_sso.domain.server.slots import SlotContent
from aws_sso.domain.text.secret import Secret
from aws_sso.use_cases.keep_server_secrets import new_token
from aws_sso.use_cases.serve_slots import Slots

HeaderFor = Callable[[str], Secret | None]
"""Returns the `Authorization` header for reading a slot; None if no header is required."""

Note = Callable[[SlotContent, tuple[str, int], tuple[str, int]], None]


class ServerControl:
    """The slots and the guard of one server; thread-safe.

    `write_tokens` updates the files with slot tokens. `note` is called with each hand-out and both
    ends of its connection; if it raises SsoError, nothing is handed out.
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
        """The current guard."""
        return self._guard

    def header_for(self, slot: str) -> Secret | None:
        """Return the header for reading a slot in this run of the server; None for none."""
        guard = self._guard
        return bearer(slot_token(guard.token, guard.run, slot)) if guard.token else None

    def take_token(self, token: ServerToken | None) -> None:
        """Invalidate all current tokens, with or without a new one.

        Without a new one, a random token replaces it that only this server's own clients learn. A
        server that requires no token stays that way.
        """
        with self._lock:
            if self._guard.token is not None:
                self._guard = replace(self._guard, token=token or new_token())
        self.write_tokens()

    def write_tokens(self) -> None:
        """Update the files with slot tokens."""
        self._write_tokens(self.header_for)

    def sign_out(self, instance: str) -> None:
        """Drop an instance's credentials."""
        self.slots.sign_out(instance)
