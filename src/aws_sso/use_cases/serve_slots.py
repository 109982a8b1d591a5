"""The slots of the credential server: credentials loaded by hand, or obtained and renewed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from aws_sso.domain.frozen import frozen
from aws_sso.domain.scope.scope import Scope
from aws_sso.domain.server.slots import SlotContent
from aws_sso.errors import RoleNotFoundError, SlotEmptyError, SlotExpiredError, SsoError

_log = logging.getLogger(__name__)
_TRY_AGAIN, _LONGEST_PAUSE = 3.0, 30.0
"""Seconds between two tries to obtain credentials that could not be had: at first, and later on."""
_IDLE = 3600.0


@frozen
class Obtained:
    """Credentials, and when (Unix seconds) they are worth renewing."""

    loaded: SlotContent
    renew_at: int


Obtain = Callable[[str, Scope | None], Obtained]
"""Gets credentials of a profile, narrowed to a scope if there is one; raises SsoError with what
stands in the way."""


@dataclass(slots=True)
class _Live:
    """A profile whose credentials are renewed; `lock` is held by whoever obtains them.

    What was obtained is `outdated` once settings may have changed: good enough while nothing better
    is to be had.
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
        """Tell whether there are credentials that need no renewing yet."""
        return self.obtained is not None and not self.outdated and now < self.obtained.renew_at

    def lasts(self, now: float) -> bool:
        """Tell whether there are credentials that can be used at all."""
        return self.obtained is not None and now < self.obtained.loaded.credentials.expires

    def due_at(self) -> float:
        """Return when it is to be obtained next without anybody asking, in Unix seconds."""
        renew_at = self.obtained.renew_at if self.obtained and not self.outdated else 0.0
        return max(self.tried_at + self.pause, renew_at)

    def succeeded(self, obtained: Obtained) -> None:
        """Take what was obtained."""
        self.obtained, self.outdated, self.failure = obtained, False, None

    def failed(self, failure: SsoError) -> None:
        """Note what kept us from obtaining; it is logged once, however often it does."""
        if self.failure is None or self.failure.message != failure.message:
            _log.warning("%s: %s", self.profile, failure.message)
        self.failure = failure
        if isinstance(failure, RoleNotFoundError):
            self.obtained = None  # The settings no longer have this profile.

    def tried(self, now: float) -> None:
        """Note how a try ended: with good credentials, or a longer pause than the last one."""
        self.tried_at = now
        self.pause = (
            0.0 if self.is_good(now) else min(_LONGEST_PAUSE, max(_TRY_AGAIN, 2 * self.pause))
        )


class Slots:
    """All slots, by name; may be used by several threads."""

    def __init__(self, obtain: Obtain, now: Callable[[], float]) -> None:
        self._obtain = obtain
        self._now = now
        self._slots: dict[str, SlotContent | _Live] = {}
        self._changed = threading.Event()

    def load(self, name: str, loaded: SlotContent) -> None:
        """Keep credentials in a slot until they are over."""
        self._slots[name] = loaded

    def load_live(self, name: str, profile: str, scope: Scope | None = None) -> None:
        """Let a slot have a profile's credentials, always good ones, all narrowed to a scope."""
        self._slots[name] = _Live(profile, scope)
        self._changed.set()

    def unload(self, name: str) -> None:
        """Empty a slot; raises SlotEmptyError if it is."""
        if self._slots.pop(name, None) is None:
            raise _empty(name)

    def unload_all(self) -> None:
        """Empty all slots but the default one."""
        self._slots = {name: slot for name, slot in self._slots.items() if not name}

    def at_hand(self, name: str) -> SlotContent | None:
        """Return good credentials that need no renewing, None if it takes more to have them."""
        slot = self._slots.get(name)
        if isinstance(slot, _Live):
            obtained = slot.obtained
            return obtained.loaded if obtained and slot.is_good(self._now()) else None
        return slot if slot and slot.credentials.expires > self._now() else None

    def credentials(self, name: str) -> SlotContent:
        """Return a slot's credentials, obtained if need be.

        Raises SlotEmptyError, SlotExpiredError for loaded ones that are over, and whatever kept us
        from obtaining live ones.
        """
        slot = self._slots.get(name)
        if slot is None:
            raise _empty(name)
        if isinstance(slot, _Live):
            return self._live(slot)
        if slot.credentials.expires <= self._now():
            raise SlotExpiredError(
                f"the credentials of {slot.profile} are over", "load them again, or `--live`"
            )
        return slot

    def all(self) -> list[SlotContent]:
        """Return what is in the named slots; live ones without credentials are left out."""
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
        """Obtain all live credentials anew: settings may have changed.

        Those at hand are served until there are others.
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
                # A new one also where nothing is at hand: it may be on its way.
                self._slots[name] = _Live(slot.profile, slot.scope)
        self._changed.set()

    def renew_until(self, stop: threading.Event) -> None:
        """Renew live credentials ahead of time, so that nobody has to wait; ends with `stop`."""
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
        """Let `renew_until` look at its `stop`."""
        self._changed.set()

    def _renew(self, slot: _Live) -> None:
        with suppress(SsoError):  # It is logged already.
            self._live(slot)

    def _live(self, slot: _Live) -> SlotContent:
        if not self._is_worth_a_try(slot):
            return self._still_good(slot)
        with slot.lock:
            if self._is_worth_a_try(slot):  # Else another thread did it while we waited.
                try:
                    slot.succeeded(self._obtain(slot.profile, slot.scope))
                except SsoError as error:
                    slot.failed(error)
                except Exception as error:
                    # Whatever it is, what is good has to be served on, and it may pass.
                    reason = getattr(error, "strerror", None) or type(error).__name__
                    slot.failed(SsoError(f"could not get credentials: {reason}"))
                # What was obtained may be what there was before, if AWS could not be reached.
                slot.tried(self._now())
            return self._still_good(slot)

    def _is_worth_a_try(self, slot: _Live) -> bool:
        """Whether to obtain now: sooner where somebody waits for credentials and has none."""
        now = self._now()
        pause = slot.pause if slot.lasts(now) else min(slot.pause, _TRY_AGAIN)
        return not slot.is_good(now) and now >= slot.tried_at + pause

    def _still_good(self, slot: _Live) -> SlotContent:
        """Return what there is while it lasts; raises what kept us from getting more."""
        if slot.obtained and slot.lasts(self._now()):
            return slot.obtained.loaded
        raise slot.failure or SlotEmptyError(f"there are no credentials of {slot.profile} yet")


def _empty(name: str) -> SlotEmptyError:
    what = f"the slot `{name}`" if name else "the default slot"
    return SlotEmptyError(f"{what} is empty", "`aws-sso ecs load` fills it")
