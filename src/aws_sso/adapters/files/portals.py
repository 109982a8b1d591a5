"""portals.json: where companies' own start URLs led when somebody signed in, by instance.

{"version": 1, "instances": {NAME: {"start_url", "portal", "since" (Unix seconds)}}}

Not derived from anything: without it, the next sign-in believes whatever the address leads to then.
"""

from collections.abc import Callable
from pathlib import Path

from aws_sso.adapters.files.files import make_private_folder
from aws_sso.adapters.files.instances_file import NOT_OURS, InstancesFile
from aws_sso.adapters.files.locks import Locks
from aws_sso.domain.session.portal_address import PortalAddress, portal_address

_VERSION = 1
_REMEDY = "At the next sign-in, check the portal that is named"


class PortalsFile:
    """Reads and writes them; calls `warn` about a damaged file."""

    def __init__(self, path: Path, locks: Locks, warn: Callable[[str], None]) -> None:
        self._folder = path.parent
        self._file = InstancesFile(path, _VERSION, warn, _REMEDY)
        self._locks = locks

    def portal(self, instance: str, start_url: str) -> PortalAddress | None:
        """Return where the start URL of an instance led; None if nobody signed in by it yet."""
        entry = self._file.read().get(instance)
        if entry is None:
            return None
        from aws_sso.domain.aws.url import Url

        try:
            found = portal_address(Url.parse(entry["portal"]))
            is_same = entry["start_url"] == start_url
        except NOT_OURS:
            found, is_same = None, False
        if found is None:
            self._file.lay_aside()
        return found if is_same else None

    def keep(self, instance: str, start_url: str, portal: PortalAddress, now: float) -> None:
        """Remember where a start URL leads, from now (Unix seconds) on; raises FileAccessError."""
        make_private_folder(self._folder)
        with self._locks.hold("portals"):
            entry = {"start_url": start_url, "portal": portal.url, "since": int(now)}
            self._file.write({**self._file.read(), instance: entry})
