"""Prints the output of commands: as it arrives, in order, or as JSON."""

import re
import sys
from codecs import getincrementaldecoder
from collections import deque
from itertools import cycle

from aws_sso.annotations import Callable, Mapping, Protocol, Sequence
from aws_sso.cli.each.lines import Lines
from aws_sso.cli.each.waiting import Spill, Waiting
from aws_sso.cli.output import write
from aws_sso.domain.text.json_text import written
from aws_sso.domain.text.printable import printable_in_colors
from aws_sso.use_cases.plan_each import Task
from aws_sso.use_cases.run_each import Ended, Output

_COLORS = ("36", "33", "32", "35", "34", "96", "93", "92", "95", "94")
_WIDEST = 40
_STREAMS = ("stdout", "stderr")


class Printing(Protocol):
    """Prints the output of commands."""

    def output(self, event: Output) -> None: ...
    def ended(self, event: Ended) -> None: ...


class Prefixes:
    """The prefix of each line of a task: its label, colored by account on a terminal."""

    def __init__(self, tasks: Sequence[Task], environ: Mapping[str, str]) -> None:
        self._labels = {task.number: task.label for task in tasks}
        self._width = min(_WIDEST, max(len(task.label) for task in tasks))
        self._has_colors = not environ.get("NO_COLOR") and environ.get("TERM", "dumb") != "dumb"
        accounts = dict.fromkeys(task.role.account_id for task in tasks)
        by_account = dict(zip(accounts, cycle(_COLORS), strict=False))
        self._colors = {task.number: by_account[task.role.account_id] for task in tasks}

    def of(self, task: Task, stream: str) -> str:
        """Return the prefix for lines on a stream."""
        label = self._labels[task.number]
        if not _at_terminal(stream):
            return f"{label} | "
        label = label.ljust(self._width)
        if not self._has_colors:
            return f"{label} | "
        return f"\x1b[{self._colors[task.number]}m{label} |\x1b[0m "


class Streamed:
    """Prints each line as it arrives: stdout to stdout, stderr to stderr."""

    def __init__(self, prefixes: Prefixes) -> None:
        self._prefixes = prefixes
        self._lines: dict[tuple[int, str], Lines] = {}

    def output(self, event: Output) -> None:
        """Print the lines completed so far."""
        lines = self._lines.setdefault((event.task.number, event.stream), Lines())
        self._print(event.task, event.stream, lines.add(event.content))

    def ended(self, event: Ended) -> None:
        """Print the rest."""
        for stream in _STREAMS:
            lines = self._lines.pop((event.task.number, stream), None)
            if lines:
                self._print(event.task, stream, lines.end())

    def _print(self, task: Task, stream: str, lines: Sequence[bytes]) -> None:
        if not lines:
            return
        prefix = self._prefixes.of(task, stream)
        shown = [_text(line) for line in lines]
        if _at_terminal(stream):
            # Names in accounts may be anybody's. They must not forge another role's line.
            shown = [printable_in_colors(one) for line in shown for one in _overwritten(line)]
        text = "".join(f"{prefix}{line}\n" for line in shown)
        if stream == "stdout":
            write(text)
            sys.stdout.flush()
        else:
            print(text, end="", file=sys.stderr, flush=True)


class Ordered:
    """Prints the output of each task after it has ended, in order."""

    def __init__(self, tasks: Sequence[Task], printing: Streamed, spill: Spill) -> None:
        self._order = deque(task.number for task in tasks)
        self._printing = printing
        self._waiting = {task.number: Waiting(spill) for task in tasks}
        self._ended: dict[int, Ended] = {}

    def output(self, event: Output) -> None:
        """Keep it until its turn. It may come too late, from a process that a command left."""
        waiting = self._waiting.get(event.task.number)
        if waiting:
            waiting.add(_STREAMS.index(event.stream), event.content)

    def ended(self, event: Ended) -> None:
        """Print all whose turn has come."""
        self._ended[event.task.number] = event
        while self._order and self._order[0] in self._ended:
            number = self._order.popleft()
            ended = self._ended.pop(number)
            for stream, content in self._waiting.pop(number).taken():
                self._printing.output(Output(ended.task, _STREAMS[stream], content))
            self._printing.ended(ended)


class AsJson:
    """Prints one line of JSON for each task, as it ends."""

    def __init__(self, log_of: Callable[[Task], str | None], spill: Spill) -> None:
        self._log_of = log_of
        self._spill = spill
        self._waiting: dict[tuple[int, str], Waiting] = {}
        self._is_torn = False

    def output(self, event: Output) -> None:
        """Keep it until the task ends."""
        key = event.task.number, event.stream
        self._waiting.setdefault(key, Waiting(self._spill)).add(0, event.content)

    def ended(self, event: Ended) -> None:
        """Print the line."""
        task, role = event.task, event.task.role
        log = self._log_of(task)
        found = {
            "profile": role.profile,
            "account": role.account_id,
            "account_name": role.account_name or role.account_alias,
            "role": role.role_name,
            "arn": role.arn,
            "sso": role.instance,
            "outcome": event.outcome.value,
            "exit_code": event.code,
            "reason": event.reason,
            "seconds": round(event.seconds, 3),
            **({} if log is None else {"log": log}),
        }
        if self._is_torn:  # A signal came in the middle of a line.
            write("\n")
        self._is_torn = True
        write(written(found)[:-1])
        if log is None:
            for stream in _STREAMS:
                write(f', "{stream}": "')
                self._write_text(self._waiting.pop((task.number, stream), None))
                write('"')
        write("}\n")
        self._is_torn = False
        sys.stdout.flush()

    def _write_text(self, waiting: Waiting | None) -> None:
        """Write what a stream printed into a JSON string, piece by piece."""
        decoder = getincrementaldecoder("utf-8")("replace")
        for _, content in waiting.taken() if waiting else ():
            write(written(decoder.decode(content))[1:-1])
        write(written(decoder.decode(b"", final=True))[1:-1])


class Unprinted:
    """Prints nothing: all output goes to files."""

    def output(self, event: Output) -> None:
        """Leave it."""

    def ended(self, event: Ended) -> None:
        """Leave it."""


def _text(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape")


def _at_terminal(stream: str) -> bool:
    return (sys.stdout if stream == "stdout" else sys.stderr).isatty()


def _overwritten(line: str) -> list[str]:
    """Return the lines that a terminal would show in one place, one after another."""
    return re.split("\r+", line.rstrip("\r"))
