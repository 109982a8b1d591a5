"""A turn at work that many processes want done: one does it, the others take its result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from aws_sso.errors import SsoError


class Turn(Protocol):
    """One process at a time has it.

    Whoever gets it after waiting looks first: at the result, then at `failure()`. Only if neither
    is there does it do the work.
    """

    def take(self, at_most: float | None = None) -> AbstractContextManager[None]:
        """Wait for the turn, and have it until the block ends.

        Raises LockTimeoutError after `at_most` seconds, or when patience ends before, and
        FileAccessError where there can be no turns.
        """
        ...

    def failure(self) -> SsoError | None:
        """Return what the work failed with in another process since this command began."""
        ...

    def record_failure(self, error: SsoError) -> None:
        """Let those who wait for the turn know that the work failed."""
        ...
