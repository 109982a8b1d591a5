"""Recently failed regions, so that not every process waits for them again."""

from aws_sso.adapters.files.shared_failures import Failures
from aws_sso.annotations import Callable, StrPath
from aws_sso.domain.text.file_names import file_name
from aws_sso.errors import SsoError

_MEMORY = 300.0
"""Seconds for which a region counts as down."""


class SharedOutages:
    """Outages of one instance's regions, stored with other shared failures."""

    def __init__(self, folder: StrPath, instance: str, now: Callable[[], float]) -> None:
        self._failures = Failures(folder)
        self._instance = instance
        self._now = now

    def is_down(self, region: str) -> bool:
        """Return whether a region was down in the last minutes."""
        now = self._now()
        return self._failures.since(self._name(region), now - _MEMORY, now) is not None

    def note(self, region: str, error: SsoError) -> None:
        """Record that a region is down."""
        self._failures.record(self._name(region), error, self._now())

    def _name(self, region: str) -> str:
        return file_name(f"{self._instance} region {region}")
