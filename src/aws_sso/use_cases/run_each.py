"""Runs a command once for each of many roles, in parallel, until all have ended.

Threads get the credentials, start the commands and wait for them. One thread receives everything as
events, so that nothing else prints, and it is always ready to act on a signal.
"""

import threading
from collections import deque
from contextlib import AbstractContextManager
from enum import Enum
from queue import Empty, Queue

from aws_sso.annotations import Callable, Iterator, Mapping, Protocol, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.errors import SsoError
from aws_sso.use_cases.plan_each import Task

_SLICE = 0.1
_UNREAD = 256
"""Events waiting to be shown; a command that prints more has to wait too."""
_LEAVE_AFTER = 2.0
"""Seconds to wait for threads that cannot be interrupted, after all is stopped."""


class Outcome(Enum):
    """The result for one role."""

    OK = "ok"
    FAILED = "failed"
    REFUSED = "refused"
    TIMED_OUT = "timed out"
    INTERRUPTED = "interrupted"
    NOT_RUN = "not run"


@frozen
class Started:
    """The command of a task is about to run."""

    task: Task


@frozen
class Output:
    """A command printed something; `stream` is `stdout` or `stderr`."""

    task: Task
    stream: str
    content: bytes


@frozen
class Ended:
    """A task has ended: with an exit code (128 + n for signal n) if it ran, else for a reason.

    `seconds` is how long the command ran.
    """

    task: Task
    outcome: Outcome
    code: int | None = None
    reason: str = ""
    hint: str | None = None
    seconds: float = 0.0


@frozen
class Said:
    """A message for the user."""

    text: str


@frozen
class Tick:
    """Nothing happened for a moment."""


Event = Started | Output | Ended | Said | Tick


class Child(Protocol):
    """A started command, with all its children.

    `wait` returns its exit code after it and its output have ended, None if it takes longer. `send`
    sends a signal, `terminate` asks it to stop, `kill` forces it.
    """

    def wait(self, seconds: float | None) -> int | None: ...
    def send(self, number: int) -> None: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


@frozen
class RunEachPorts:
    """What running needs.

    `environment` provides a command's environment, with credentials, while it runs. `start` starts
    a command and passes on its output. Many threads call both.
    """

    environment: Callable[[Task], AbstractContextManager[Mapping[str, str]]]
    start: Callable[[Task, Mapping[str, str], Callable[[str, bytes], None]], Child]
    monotonic: Callable[[], float]


@frozen
class RunEachWish:
    """How many commands run at once, and for how long; times are in seconds.

    A command that does not stop when asked is killed after `kill_after`. With `fail_fast`, none is
    started after a failure.
    """

    jobs: int
    timeout: float | None = None
    kill_after: float = 10.0
    fail_fast: bool = False


class EachRun:
    """One run over all tasks; call `begin`, then consume `events` to the end."""

    def __init__(self, tasks: Sequence[Task], wish: RunEachWish) -> None:
        self._wish = wish
        self._waiting = deque(tasks)
        self._events: Queue[Event | None] = Queue(_UNREAD)
        self._lock = threading.Lock()
        self._children: dict[int, Child] = {}
        self._open: dict[int, Task] = {}
        self._begins_none = False
        self._stopped_at: float | None = None
        self._kills_at: float | None = None
        self._leaves_at: float | None = None
        self._workers = 0

    def say(self, text: str) -> None:
        """Pass a message to the user, from any thread."""
        self._events.put(Said(text))

    def begin(self, ports: RunEachPorts) -> None:
        """Start the threads; they do not keep the program alive."""
        self._ports = ports
        self._workers = min(self._wish.jobs, len(self._waiting))
        for _ in range(self._workers):
            threading.Thread(target=self._work, daemon=True).start()

    def events(self) -> Iterator[Event]:
        """Yield events until nothing is running."""
        while self._workers:
            leaves = self._is_to_leave()
            try:
                event = self._events.get(timeout=_SLICE)
            except Empty:
                if leaves:
                    break
                yield Tick()
                continue
            if event is None:
                self._workers -= 1
            else:
                if isinstance(event, Ended):
                    self._open.pop(event.task.number, None)
                yield event
        for task in (*self._open.values(), *self._waiting):
            yield Ended(task, Outcome.NOT_RUN)

    def stop(self, number: int | None = None) -> None:
        """Start nothing more; send a signal to all running commands, or ask them to stop.

        Commands still running after `kill_after` seconds are killed; on the second call, at once.
        """
        children, now = self._begin_none(), self._ports.monotonic()
        if self._stopped_at is not None:
            self._kills_at = now
            return
        self._stopped_at = now
        self._kills_at = now + self._wish.kill_after
        for child in children:
            if number is None:
                child.terminate()
            else:
                child.send(number)

    def kill(self) -> None:
        """Kill all running commands."""
        for child in self._begin_none():
            child.kill()

    def _begin_none(self) -> list[Child]:
        """Start nothing more, and return the running commands."""
        with self._lock:
            self._begins_none = True
            return list(self._children.values())

    def _is_to_leave(self) -> bool:
        """Kill stopped commands that still run, if it is time; returns whether to stop waiting."""
        if self._stopped_at is None:
            return False
        now = self._ports.monotonic()
        if self._kills_at is not None and now >= self._kills_at:
            self._kills_at = None
            self.kill()
        if self._leaves_at is None:
            # Threads may still wait for another process or a server.
            if self._begin_none() and self._kills_at is not None:
                return False
            self._leaves_at = now + _LEAVE_AFTER
        return now >= self._leaves_at

    def _work(self) -> None:
        try:
            while (task := self._next()) is not None:
                try:
                    ended = self._run(task)
                except Exception as error:
                    ended = Ended(task, Outcome.FAILED, reason=_unforeseen(error))
                if self._wish.fail_fast and ended.outcome is not Outcome.OK:
                    self._begins_none = True
                self._events.put(ended)
        finally:
            self._events.put(None)

    def _next(self) -> Task | None:
        with self._lock:
            if self._begins_none or not self._waiting:
                return None
            task = self._waiting.popleft()
            self._open[task.number] = task
            return task

    def _run(self, task: Task) -> Ended:
        if task.refusal:
            return Ended(task, Outcome.REFUSED, reason=task.refusal)
        try:
            environment = self._ports.environment(task)
            environ = environment.__enter__()
        except SsoError as error:
            return Ended(task, Outcome.REFUSED, reason=error.message, hint=error.hint)
        try:
            return self._run_in(task, environ)
        finally:
            environment.__exit__(None, None, None)

    def _run_in(self, task: Task, environ: Mapping[str, str]) -> Ended:
        began = self._ports.monotonic()
        try:
            child = self._started(task, environ)
        except SsoError as error:
            code = error.exit_code
            return Ended(task, Outcome.FAILED, code, error.message, error.hint)
        if child is None:
            return Ended(task, Outcome.NOT_RUN)
        try:
            code, timed_out = self._waited(child)
        finally:
            with self._lock:
                del self._children[task.number]
        seconds = self._ports.monotonic() - began
        if timed_out:
            reason = f"timed out after {self._wish.timeout:g} seconds"
            return Ended(task, Outcome.TIMED_OUT, code, reason, seconds=seconds)
        if code == 0:
            return Ended(task, Outcome.OK, code, seconds=seconds)
        outcome = Outcome.FAILED if self._stopped_at is None else Outcome.INTERRUPTED
        return Ended(task, outcome, code, f"exit code {code}", seconds=seconds)

    def _started(self, task: Task, environ: Mapping[str, str]) -> Child | None:
        """Start a command, unless no more may start."""

        def take(stream: str, content: bytes) -> None:
            self._events.put(Output(task, stream, content))

        self._events.put(Started(task))
        # Under the lock, so that `stop` sees every child, and none is started after it.
        with self._lock:
            if self._begins_none:
                return None
            child = self._ports.start(task, environ, take)
            self._children[task.number] = child
        return child

    def _waited(self, child: Child) -> tuple[int, bool]:
        """Return a command's exit code, and whether it took too long."""
        code = child.wait(self._wish.timeout)
        if code is not None:
            return code, False
        child.terminate()
        code = child.wait(self._wish.kill_after)
        if code is None:
            child.kill()
            code = child.wait(None)
        return code or 0, True


def _unforeseen(error: Exception) -> str:
    reason = getattr(error, "strerror", None)
    return str(reason) if reason else f"internal error ({type(error).__name__}); please report it"
