"""Turns between processes: a lock that the kernel holds, and a note of the last failure."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.shared_failures import Failures
from aws_sso.errors import SsoError


class SharedTurn:
    """The turn at the work `name`, shared by all processes of the user.

    Failures are noted in `folder`. `patience` is how many seconds to wait at most, `began` when
    this command began (Unix seconds): what failed before that is not its concern.
    """

    def __init__(
        self,
        locks: Locks,
        folder: Path,
        name: str,
        patience: float,
        began: float,
        now: Callable[[], float],
    ) -> None:
        self._locks = locks
        self._failures = Failures(folder)
        self._name = name
        self._patience = patience
        self._began = began
        self._now = now

    def take(self, at_most: float | None = None) -> AbstractContextManager[None]:
        """Wait for the turn, at most so many seconds, and have it until the block ends.

        Raises LockTimeoutError, and FileAccessError where there can be no turns.
        """
        limit = self._patience if at_most is None else min(at_most, self._patience)
        return self._locks.hold(self._name, limit)

    def failure(self) -> SsoError | None:
        """Return what the work failed with in another process since this command began."""
        return self._failures.since(self._name, self._began, self._now())

    def record_failure(self, error: SsoError) -> None:
        """Let those who wait for the turn know that the work failed."""
        self._failures.record(self._name, error, self._now())
