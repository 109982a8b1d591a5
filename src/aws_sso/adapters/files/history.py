"""history.json: recently used roles, by instance.

{"version": 1, "instances": {NAME: [{"arn", "last" (Unix seconds), "times"}, …]}}, latest first.
"""

from aws_sso.adapters.files.files import make_private_folder
from aws_sso.adapters.files.instances_file import NOT_OURS, InstancesFile
from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.ours import folder_of
from aws_sso.annotations import Any, Callable, StrPath
from aws_sso.domain.roles.history import Use, is_same_use, recent, with_use
from aws_sso.errors import FileAccessError, LockTimeoutError

VERSION = 1
_PATIENCE = 5.0


class HistoryFile:
    """Reads and extends the history: up to `limit` roles used within `minutes` (0: any age)."""

    def __init__(
        self, path: StrPath, locks: Locks, limit: int, minutes: int, warn: Callable[[str], None]
    ) -> None:
        self._folder = folder_of(path)
        self._file = InstancesFile(path, VERSION, warn)
        self._locks = locks
        self._limit = limit
        self._minutes = minutes
        self._warn = warn

    def recent(self, instance: str, now: float) -> tuple[Use, ...]:
        """Return recently used roles, latest first; none if the file is unusable."""
        try:
            return self._recent(instance, now)
        except FileAccessError as error:
            self._warn(error.message)
            return ()

    def add(self, instance: str, arn: str, now: float) -> None:
        """Record the use of a role; ignored if the file cannot be written."""
        try:
            if is_same_use(self._recent(instance, now), arn, now):
                return
            make_private_folder(self._folder)
            with self._locks.hold("history", _PATIENCE):
                instances = self._file.read()
                uses = self._uses(instances, instance)
                kept = with_use(uses, arn, now, self._limit, self._minutes)
                entries = [{"arn": u.arn, "last": u.last, "times": u.times} for u in kept]
                self._file.write({**instances, instance: entries})
        except (FileAccessError, LockTimeoutError) as error:
            import logging  # Imported here: it is rare, and every command would pay for it.

            logging.getLogger(__name__).info("cannot record the use of a role: %s", error.message)

    def _recent(self, instance: str, now: float) -> tuple[Use, ...]:
        return recent(self._uses(self._file.read(), instance), now, self._limit, self._minutes)

    def _uses(self, instances: dict[str, Any], instance: str) -> tuple[Use, ...]:
        try:
            return tuple(
                Use(str(entry["arn"]), int(entry["last"]), int(entry["times"]))
                for entry in instances.get(instance, ())
            )
        except NOT_OURS:
            self._file.lay_aside()
            return ()
