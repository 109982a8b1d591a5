"""Running for many roles, with commands of our own making: what a signal meets in the middle."""

import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from aws_sso.domain.frozen import replace
from aws_sso.errors import SsoError
from aws_sso.use_cases.plan_each import Task, plan_each
from aws_sso.use_cases.run_each import EachRun, Ended, Output, RunEachPorts, RunEachWish
from tests.unit.roles import role

Take = Callable[[str, bytes], None]


class FakeChild:
    """A command that ends when it is killed, and not before; `talks` prints until then."""

    def __init__(self, take: Take, *, talks: bool = False) -> None:
        self._killed = threading.Event()
        self.asked: list[int | str] = []
        if talks:
            threading.Thread(target=self._talk, args=(take,), daemon=True).start()

    def _talk(self, take: Take) -> None:
        while not self._killed.is_set():
            take("stdout", b"x\n")

    def wait(self, seconds: float | None) -> int | None:
        return 137 if self._killed.wait(seconds) else None

    def send(self, number: int) -> None:
        self.asked.append(number)

    def terminate(self) -> None:
        self.asked.append("end")

    def kill(self) -> None:
        self._killed.set()


@contextmanager
def environment(task: Task) -> Iterator[Mapping[str, str]]:
    """Give no variables."""
    yield {}


def tasks(count: int) -> tuple[Task, ...]:
    """Return tasks for so many roles."""
    roles = [role(f"{number:012d}", "x", "Admin") for number in range(count)]
    return plan_each(roles, ("command",), {}).tasks


def outcomes(events: Iterator[object]) -> list[str]:
    """Return how all tasks ended, in the order of tasks."""
    ended = [event for event in events if isinstance(event, Ended)]
    return [one.outcome.value for one in sorted(ended, key=lambda one: one.task.number)]


def test_a_command_that_talks_and_talks_is_killed_when_it_is_time() -> None:
    """Although something is always there to be shown."""
    run = EachRun(tasks(3), RunEachWish(jobs=2, kill_after=30))
    clock = itertools.count(step=0.01)
    children: list[FakeChild] = []

    def start(task: Task, environ: Mapping[str, str], take: Take) -> FakeChild:
        children.append(FakeChild(take, talks=True))
        return children[-1]

    run.begin(RunEachPorts(environment, start, lambda: next(clock)))
    seen: list[object] = []
    for event in run.events():
        seen.append(event)
        if isinstance(event, Output) and len(children) == 2 and not children[0].asked:
            run.stop(2)
    assert outcomes(iter(seen)) == ["interrupted", "interrupted", "not run"]
    assert [child.asked for child in children] == [[2], [2]]


def test_what_cannot_be_started_and_what_nobody_foresaw() -> None:
    """Each is that task's failure; the others run, and no thread is lost."""
    run = EachRun(tasks(4), RunEachWish(jobs=1))

    @contextmanager
    def fails(task: Task) -> Iterator[Mapping[str, str]]:
        if task.number == 0:
            raise SsoError("no credentials")
        if task.number == 1:
            raise KeyError("canary")
        yield {}

    def start(task: Task, environ: Mapping[str, str], take: Take) -> FakeChild:
        if task.number == 2:
            raise SsoError("no such program")
        child = FakeChild(take)
        child.kill()
        return child

    run.begin(RunEachPorts(fails, start, lambda: 0.0))
    events = [event for event in run.events() if isinstance(event, Ended)]
    assert outcomes(iter(events)) == ["refused", "failed", "failed", "failed"]
    reasons = [one.reason for one in events]
    assert reasons == [
        "no credentials",
        "internal error (KeyError); please report it",
        "no such program",
        "exit code 137",
    ]


def test_a_refused_task_is_never_begun() -> None:
    """Its names are not plain: no credentials are fetched for it."""
    (task,) = tasks(1)
    run = EachRun([replace(task, refusal="the value of {profile} is not plain")], RunEachWish(1))

    def never(*_: object) -> FakeChild:
        raise AssertionError("it was started")

    @contextmanager
    def nothing(task: Task) -> Iterator[Mapping[str, str]]:
        raise AssertionError("credentials were fetched")
        yield {}

    run.begin(RunEachPorts(nothing, never, lambda: 0.0))
    assert outcomes(run.events()) == ["refused"]
