"""portals.json: the portals behind companies' own start URLs at sign-in, by instance.

{"version": 1, "instances": {NAME: {"start_url", "portal", "since" (Unix seconds)}}}

It cannot be derived: without it, the next sign-in trusts any portal the URL leads to.
"""

from aws_sso.adapters.files.files import make_private_folder
from aws_sso.adapters.files.instances_file import NOT_OURS, InstancesFile
from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.ours import folder_of
from aws_sso.annotations import TYPE_CHECKING, Callable, StrPath

if TYPE_CHECKING:
    from aws_sso.domain.session.portal_address import PortalAddress

_VERSION = 1
_REMEDY = "at the next sign-in, check the portal's name"


class PortalsFile:
    """Reads and writes them; calls `warn` about a damaged file."""

    def __init__(self, path: StrPath, locks: Locks, warn: Callable[[str], None]) -> None:
        self._folder = folder_of(path)
        self._file = InstancesFile(path, _VERSION, warn, _REMEDY)
        self._locks = locks

    def portal(self, instance: str, start_url: str) -> "PortalAddress | None":
        """Return the portal behind an instance's start URL; None before the first sign-in."""
        entry = self._file.read().get(instance)
        if entry is None:
            return None
        from aws_sso.domain.aws.url import Url
        from aws_sso.domain.session.portal_address import portal_address

        try:
            found = portal_address(Url.parse(entry["portal"]))
            is_same = entry["start_url"] == start_url
        except NOT_OURS:
            found, is_same = None, False
        if found is None:
            self._file.lay_aside()
        return found if is_same else None

    def keep(self, instance: str, start_url: str, portal: "PortalAddress", now: float) -> None:
        """Record the portal behind a start URL as of now (Unix seconds); raises FileAccessError."""
        make_private_folder(self._folder)
        with self._locks.hold("portals"):
            entry = {"start_url": start_url, "portal": portal.url, "since": int(now)}
            self._file.write({**self._file.read(), instance: entry})
