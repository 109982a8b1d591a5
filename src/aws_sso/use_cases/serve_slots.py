"""The slots of the credential server: credentials loaded by hand, or fetched and renewed."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from dataclasses import dataclass, field

from aws_sso.annotations import Callable
from aws_sso.domain.frozen import frozen
from aws_sso.domain.scope.scope import Scope
from aws_sso.domain.server.slots import SlotContent
from aws_sso.errors import RoleNotFoundError, SlotEmptyError, SlotExpiredError, SsoError

_log = logging.getLogger(__name__)
_TRY_AGAIN, _LONGEST_PAUSE = 3.0, 30.0
"""Seconds between retries to fetch credentials: at first, and later."""
_IDLE = 3600.0


@frozen
class Obtained:
    """Credentials, and when they should be renewed (Unix seconds)."""

    loaded: SlotContent
    renew_at: int


Obtain = Callable[[str, Scope | None], Obtained]
"""Gets a profile's credentials, narrowed to a scope if given; raises SsoError."""


@dataclass(slots=True)
class _Live:
    """A profile whose credentials are renewed; `lock` is held while fetching them.

    Fetched credentials are `outdated` after settings may have changed: good enough until there are
    better ones.
    """

    profile: str
    scope: Scope | None
    lock: threading.Lock = field(default_factory=threading.Lock)
    obtained: Obtained | None = None
    outdated: bool = False
    failure: SsoError | None = None
    tried_at: float = 0.0
    pause: float = 0.0
    """Seconds to wait after the last try, since it brought nothing new."""

    def is_good(self, now: float) -> bool:
        """Return whether there are credentials that do not need renewal yet."""
        return self.obtained is not None and not self.outdated and now < self.obtained.renew_at

    def lasts(self, now: float) -> bool:
        """Return whether there are usable credentials."""
        return self.obtained is not None and now < self.obtained.loaded.credentials.expires

    def due_at(self) -> float:
        """Return when to fetch next without a request, in Unix seconds."""
        renew_at = self.obtained.renew_at if self.obtained and not self.outdated else 0.0
        return max(self.tried_at + self.pause, renew_at)

    def succeeded(self, obtained: Obtained) -> None:
        """Take fetched credentials."""
        self.obtained, self.outdated, self.failure = obtained, False, None

    def failed(self, failure: SsoError) -> None:
        """Record why fetching failed; logged once, however often it happens."""
        if self.failure is None or self.failure.message != failure.message:
            _log.warning("%s: %s", self.profile, failure.message)
        self.failure = failure
        if isinstance(failure, RoleNotFoundError):
            self.obtained = None  # The profile is no longer in the settings.

    def tried(self, now: float) -> None:
        """Record the result of a try: valid credentials, or a longer pause than before."""
        self.tried_at = now
        self.pause = (
            0.0 if self.is_good(now) else min(_LONGEST_PAUSE, max(_TRY_AGAIN, 2 * self.pause))
        )


class Slots:
    """All slots by name; thread-safe."""

    def __init__(self, obtain: Obtain, now: Callable[[], float]) -> None:
        self._obtain = obtain
        self._now = now
        self._slots: dict[str, SlotContent | _Live] = {}
        self._changed = threading.Event()

    def load(self, name: str, loaded: SlotContent) -> None:
        """Keep credentials in a slot until they expire."""
        self._slots[name] = loaded

    def load_live(self, name: str, profile: str, scope: Scope | None = None) -> None:
        """Give a slot a profile's credentials, kept valid, narrowed to a scope if given."""
        self._slots[name] = _Live(profile, scope)
        self._changed.set()

    def unload(self, name: str) -> None:
        """Empty a slot; raises SlotEmptyError if it is."""
        if self._slots.pop(name, None) is None:
            raise _empty(name)

    def unload_all(self) -> None:
        """Empty all slots except the default one."""
        self._slots = {name: slot for name, slot in self._slots.items() if not name}

    def at_hand(self, name: str) -> SlotContent | None:
        """Return valid credentials that do not need renewal, else None."""
        slot = self._slots.get(name)
        if isinstance(slot, _Live):
            obtained = slot.obtained
            return obtained.loaded if obtained and slot.is_good(self._now()) else None
        return slot if slot and slot.credentials.expires > self._now() else None

    def credentials(self, name: str) -> SlotContent:
        """Return a slot's credentials, fetched if necessary.

        Raises SlotEmptyError, SlotExpiredError for expired loaded ones, and any error from fetching
        live ones.
        """
        slot = self._slots.get(name)
        if slot is None:
            raise _empty(name)
        if isinstance(slot, _Live):
            return self._live(slot)
        if slot.credentials.expires <= self._now():
            raise SlotExpiredError(
                f"the credentials of {slot.profile} have expired",
                "load them again, or use `--live`",
            )
        return slot

    def all(self) -> list[SlotContent]:
        """Return the content of the named slots, without live ones that have no credentials."""
        found = []
        for name, slot in sorted(self._slots.items()):
            if isinstance(slot, SlotContent):
                loaded: SlotContent | None = slot
            else:
                loaded = slot.obtained.loaded if slot.obtained else None
            if name and loaded:
                found.append(loaded)
        return found

    def reload(self) -> None:
        """Fetch all live credentials again, because settings may have changed.

        Cached ones are served until there are new ones.
        """
        for name, slot in list(self._slots.items()):
            if isinstance(slot, _Live):
                self._slots[name] = _Live(
                    slot.profile, slot.scope, obtained=slot.obtained, outdated=True
                )
        self._changed.set()

    def sign_out(self, instance: str) -> None:
        """Drop all credentials of an instance; live slots wait for the next sign-in."""
        for name, slot in list(self._slots.items()):
            if isinstance(slot, SlotContent):
                if slot.instance == instance:
                    del self._slots[name]
            elif slot.obtained is None or slot.obtained.loaded.instance == instance:
                # Replace it even if there are no credentials: they may be on their way.
                self._slots[name] = _Live(slot.profile, slot.scope)
        self._changed.set()

    def renew_until(self, stop: threading.Event) -> None:
        """Renew live credentials ahead of time, so that nobody waits, until `stop`."""
        while not stop.is_set():
            self._changed.clear()
            live = [slot for slot in self._slots.values() if isinstance(slot, _Live)]
            now = self._now()
            threads = [
                threading.Thread(target=self._renew, args=(slot,), daemon=True)
                for slot in live
                if now >= slot.due_at()
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            next_due = min((slot.due_at() for slot in live), default=self._now() + _IDLE)
            self._changed.wait(max(0.05, min(_IDLE, next_due - self._now())))

    def wake(self) -> None:
        """Make `renew_until` check its `stop`."""
        self._changed.set()

    def _renew(self, slot: _Live) -> None:
        with suppress(SsoError):  # It has already been logged.
            self._live(slot)

    def _live(self, slot: _Live) -> SlotContent:
        if not self._is_worth_a_try(slot):
            return self._still_good(slot)
        with slot.lock:
            if self._is_worth_a_try(slot):  # Otherwise another thread did it while we waited.
                try:
                    slot.succeeded(self._obtain(slot.profile, slot.scope))
                except SsoError as error:
                    slot.failed(error)
                except Exception as error:
                    # Whatever it is, keep serving valid credentials; it may be temporary.
                    reason = getattr(error, "strerror", None) or type(error).__name__
                    slot.failed(SsoError(f"could not get credentials: {reason}"))
                # The result may be the old credentials, if AWS could not be reached.
                slot.tried(self._now())
            return self._still_good(slot)

    def _is_worth_a_try(self, slot: _Live) -> bool:
        """Return whether to fetch now: sooner if a client waits and there are no credentials."""
        now = self._now()
        pause = slot.pause if slot.lasts(now) else min(slot.pause, _TRY_AGAIN)
        return not slot.is_good(now) and now >= slot.tried_at + pause

    def _still_good(self, slot: _Live) -> SlotContent:
        """Return current credentials while they are valid; else raise the reason."""
        if slot.obtained and slot.lasts(self._now()):
            return slot.obtained.loaded
        raise slot.failure or SlotEmptyError(f"no credentials for {slot.profile} yet")


def _empty(name: str) -> SlotEmptyError:
    what = f"the slot `{name}`" if name else "the default slot"
    return SlotEmptyError(f"{what} is empty", "load credentials with `aws-sso ecs load`")
