"""A turn at shared work: one process does it, the others use its result."""

from __future__ import annotations

from aws_sso.annotations import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from aws_sso.errors import SsoError


class Turn(Protocol):
    """Only one process at a time holds it.

    A process that gets it after waiting first checks the result, then `failure()`. It does the work
    only if there is neither.
    """

    def take(self, at_most: float | None = None) -> AbstractContextManager[None]:
        """Wait for the turn, and hold it until the block ends.

        Raises LockTimeoutError after `at_most` seconds or when patience ends, and FileAccessError
        if turns are impossible.
        """

    def failure(self) -> SsoError | None:
        """Return the work's failure in another process since this command began."""

    def record_failure(self, error: SsoError) -> None:
        """Tell waiting processes that the work failed."""
