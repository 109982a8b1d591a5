"""Shows a run for many roles: output, progress on a terminal, and the result."""

import time
from collections import Counter

from aws_sso.annotations import Sequence
from aws_sso.cli.each.live import LiveLines
from aws_sso.cli.each.printing import Printing
from aws_sso.cli.output import say, table
from aws_sso.use_cases.plan_each import Task
from aws_sso.use_cases.run_each import Ended, Event, Outcome, Output, Said, Started, Tick


class Showing:
    """Consumes the events of a run; `results` has the results of tasks."""

    def __init__(self, tasks: Sequence[Task], printing: Printing) -> None:
        self._total = len(tasks)
        self._printing = printing
        self._live = LiveLines()
        self._running: dict[int, tuple[Task, float]] = {}
        self._began = time.monotonic()
        self.results: dict[int, Ended] = {}

    def note(self, event: Event) -> None:
        """Record an event; never blocks on a reader."""
        if isinstance(event, Started):
            self._running[event.task.number] = (event.task, time.monotonic())
        elif isinstance(event, Ended):
            self._running.pop(event.task.number, None)
            self.results[event.task.number] = event

    def show(self, event: Event) -> None:
        """Print the visible part of an event."""
        if not isinstance(event, Started | Tick):
            self._live.hide()
        if isinstance(event, Output):
            self._printing.output(event)
        elif isinstance(event, Ended):
            self._printing.ended(event)
        elif isinstance(event, Said):
            say(event.text)
        if self._live.is_due:
            self._live.show(self._lines())

    def end(self) -> None:
        """Print the summary: a table of roles that are not ok, and counts."""
        self._live.hide()
        ended = [self.results[number] for number in sorted(self.results)]
        bad = [one for one in ended if one.outcome is not Outcome.OK]
        if bad:
            rows = [
                (one.task.label, one.outcome.value, f"{one.seconds:.0f} s", one.reason)
                for one in bad
            ]
            say(table(("Role", "Outcome", "Time", "Why"), rows).rstrip("\n"))
        say(self._summary())
        hints = dict.fromkeys(one.hint for one in bad if one.hint)
        if len(hints) == 1:
            say(f"hint: {next(iter(hints))}")

    def _lines(self) -> list[str]:
        now = time.monotonic()
        running = [f"  {task.label}  {now - at:.0f} s" for task, at in self._running.values()]
        return [*running, f"{len(self.results)} of {self._total} done{self._counts()}"]

    def _summary(self) -> str:
        roles = "1 role" if self._total == 1 else f"{self._total} roles"
        seconds = time.monotonic() - self._began
        return f"{roles} in {seconds:.0f} s{self._counts()}"

    def _counts(self) -> str:
        count = Counter(one.outcome for one in self.results.values())
        found = [f"{count[outcome]} {outcome.value}" for outcome in Outcome if count[outcome]]
        return f": {', '.join(found)}" if found else ""
