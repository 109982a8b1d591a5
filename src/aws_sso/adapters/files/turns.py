"""Turns between processes: a kernel lock, and a record of the last failure."""

from contextlib import AbstractContextManager

from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.shared_failures import Failures
from aws_sso.annotations import Callable, StrPath
from aws_sso.errors import SsoError


class SharedTurn:
    """The turn for the work `name`, shared by all of the user's processes.

    Failures are recorded in `folder`. `patience` is the longest wait in seconds. `began` is when
    this command began (Unix seconds); earlier failures do not matter to it.
    """

    def __init__(
        self,
        locks: Locks,
        folder: StrPath,
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
        """Wait for the turn, up to the limit, and hold it until the block ends.

        Raises LockTimeoutError, and FileAccessError if turns are impossible.
        """
        limit = self._patience if at_most is None else min(at_most, self._patience)
        return self._locks.hold(self._name, limit)

    def failure(self) -> SsoError | None:
        """Return the work's failure in another process since this command began."""
        return self._failures.since(self._name, self._began, self._now())

    def record_failure(self, error: SsoError) -> None:
        """Tell waiting processes that the work failed."""
        self._failures.record(self._name, error, self._now())
