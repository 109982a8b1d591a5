"""The parts of a command that runs once for each of many roles."""

import time
from contextlib import contextmanager
from pathlib import Path

from aws_sso.adapters.files.spill import Spill
from aws_sso.adapters.process.children import GroupChild, start_group
from aws_sso.adapters.process.signals import StopSignals
from aws_sso.annotations import TYPE_CHECKING, Callable, Iterator, Mapping, Sequence
from aws_sso.domain.frozen import cached_property, frozen, replace
from aws_sso.domain.shell.variables import changes_for
from aws_sso.errors import UnsafeFileError
from aws_sso.use_cases.open_server import open_own_server
from aws_sso.use_cases.plan_each import Task, sign_in_for
from aws_sso.use_cases.run_each import EachRun, RunEachPorts, RunEachWish

if TYPE_CHECKING:
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts


@frozen
class EachWish:
    """How commands get credentials: keys valid for `min_ttl` seconds, or an `endpoint` each.

    `log_folder` gets one output file per command; `set_region` sets the role's region.
    """

    min_ttl: int = 0
    endpoint: bool = False
    set_region: bool = True
    log_folder: str | None = None


class EachParts:
    """Provides each command with credentials, and starts it; `spill` keeps output that waits."""

    def __init__(self, parts: "Parts", wish: EachWish) -> None:
        self._parts = parts
        self._wish = wish
        self.signals = StopSignals()
        self.spill = Spill()
        self._named: dict[str, Instance] = {}

    def get_ready(self, tasks: Sequence[Task]) -> None:
        """Sign in where necessary, and create the folder for logs."""
        parts = self._parts
        if self._wish.endpoint:
            from aws_sso.parts.server import ServerParts

            ServerParts(parts).check_that_sdks_ask()
        sign_in_for(tasks, parts.instances.named, may_ask=parts.may_sign_in)
        if self._wish.log_folder is not None:
            from aws_sso.adapters.files.files import make_private_folder

            try:
                make_private_folder(self._log_folder)
            except UnsafeFileError as error:
                # Not the usual hint: it may be /tmp, whose mode must not change.
                raise UnsafeFileError(error.message, "name a new folder with `--out`") from None

    def run(self, tasks: Sequence[Task], wish: RunEachWish) -> EachRun:
        """Start running tasks."""
        parts = self._parts
        run = EachRun(tasks, wish)
        voice = replace(parts.voice, say=run.say, warn=lambda text: run.say(f"warning: {text}"))
        # Their messages become events: only one thread may print.
        self._quiet = parts.again(parts.read_settings, parts.vaults, voice=voice)
        for name in {task.role.instance for task in tasks}:
            self._named[name] = self._quiet.instances.named(name)
            self._named[name].credentials.prepare()
        run.begin(RunEachPorts(self._environment, self._start, time.monotonic))
        return run

    def log_of(self, task: Task) -> str | None:
        """Return the path of a task's log, None without one."""
        if self._wish.log_folder is None:
            return None
        return str(self._log_folder / f"{task.file_name}.log")

    @contextmanager
    def _environment(self, task: Task) -> Iterator[Mapping[str, str]]:
        role, quiet = task.role, self._quiet
        instance = self._named[role.instance]
        if self._wish.endpoint:
            from aws_sso.parts.server import ServerParts

            ours = ServerParts(quiet)
            server = open_own_server(
                ours.ports_for_one(role),
                instance,
                role,
                quiet.environ,
                may_sign_in=False,
                is_noted=False,
            )
            with server.serving(), ours.environment(server.changes) as environ:
                yield environ
            return
        scope = instance.credentials.scope
        kept = instance.credentials.handed_out(role, may_ask=False, min_ttl=self._wish.min_ttl)
        changes = changes_for(
            role,
            kept.credentials,
            quiet.environ,
            quiet.settings.roles.env_var_tags,
            confirm_tags=quiet.settings.roles.confirm_tags,
            set_region=self._wish.set_region,
            scope=scope.text if scope else "",
        )
        yield changes.applied_to(
            {name: value for name, value in quiet.environ.items() if name != "AWS_PROFILE"}
        )

    def _start(
        self, task: Task, environ: Mapping[str, str], take: Callable[[str, bytes], None]
    ) -> GroupChild:
        path = self.log_of(task)
        if path is None:
            return start_group(task.command, environ, take)
        from aws_sso.adapters.files.new_file import new_private_file

        with new_private_file(Path(path)) as log:
            return start_group(task.command, environ, take, log.fileno())

    @cached_property
    def _log_folder(self) -> Path:
        return self._parts.files.named(self._wish.log_folder or "")
