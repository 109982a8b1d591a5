"""Fault injection: every everyday command, while one system call of it fails.

Usage: python benchmarks/chaos.py [--seconds N] [--runs N] [--seed N] [--only TEXT]

strace lets one call of a kind end with an error, at the first occurrence after the program has
begun with the user's files, or at a later one. Whatever happens, there is no traceback and no
"internal error", `process` prints JSON or nothing, and afterwards a fresh run works: no file
is torn, nothing is lost. Prints a table (probe, runs, held), then each run that did not hold.
"""

import argparse
import contextlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import AWS_SSO, Home, home

from aws_sso.emulator.browser import decide
from aws_sso.emulator.organization import generated
from aws_sso.emulator.server import serving
from aws_sso.emulator.world import World

ROLE = "000001000001:Role000"
COMMANDS: dict[str, list[str]] = {
    "login": ["login", "--force"],
    "logout": ["logout"],
    "cache": ["cache"],
    "list": ["list"],
    "tags": ["tags"],
    "process": ["process", "-p", ROLE],
    "process, cold": ["process", "-p", ROLE, "--sts-refresh"],
    "eval": ["eval", "-p", ROLE, "--shell", "bash"],
    "exec": ["exec", "-p", ROLE, "--", "true"],
    "config": ["config", "--force"],
    "credentials": ["credentials", "-p", ROLE],
    "flush": ["flush", "-t", "all"],
}
ERRORS: dict[str, tuple[str, ...]] = {
    "openat": ("EIO", "EACCES", "EMFILE", "ENOSPC", "EROFS", "ENOMEM"),
    "read": ("EIO",),
    "write": ("ENOSPC", "EIO"),
    "fsync": ("EIO", "ENOSPC"),
    "rename": ("EACCES", "EROFS", "ENOSPC", "EIO"),
    "unlink": ("EACCES", "EROFS", "EIO"),
    "flock": ("ENOLCK", "EIO"),
    "fcntl": ("ENOLCK",),
    "mkdir": ("EACCES", "ENOSPC", "EROFS"),
    "connect": ("ETIMEDOUT", "ECONNRESET", "EACCES", "EMFILE"),
    "sendto": ("ECONNRESET", "ETIMEDOUT"),
    "recvfrom": ("ECONNRESET", "ETIMEDOUT"),
    "execve": ("EACCES", "ENOMEM", "EMFILE"),
}
LIMIT = 150.0
"""Seconds: a call that gets no answer takes a minute, and a loaded machine is slow."""
_BAD = ("Traceback", "internal error", "Exception ignored")


@dataclass(frozen=True)
class Fault:
    """One failing call: which command, which call, with which error, the how manieth."""

    command: str
    call: str
    error: str
    number: int

    def __str__(self) -> str:
        return f"{self.command}: {self.call} {self.number} {self.error}"


def browser_outside(folder: Path) -> list[str]:
    """Start a browser whose calls strace does not see; return the command that gives it a URL.

    A browser that fails after its start is one that nobody answers, for which `login` waits.
    """
    pipe = folder / "urls"
    os.mkfifo(pipe)

    def visit(url: str) -> None:
        with contextlib.suppress(OSError):  # The program may have ended meanwhile.
            decide(url)

    def watch() -> None:
        while True:
            with open(pipe, encoding="utf-8") as urls:
                for url in urls:
                    threading.Thread(target=visit, args=(url.strip(),), daemon=True).start()

    threading.Thread(target=watch, daemon=True).start()
    return ["sh", "-c", f'echo "$0" > {pipe}', "%s"]


class Bench:
    """A signed-in home to copy from, and the Identity Center it belongs to."""

    def __init__(self, folder: Path, world: World) -> None:
        self._folder = folder
        self._master = home(folder, world, "master", browser=browser_outside(folder))
        assert self._run(self._master, ["login"]).returncode == 0
        assert self._run(self._master, ["process", "-p", ROLE]).returncode == 0
        self._numbers: dict[str, dict[str, list[int]]] = {}

    def faults(self, seed: int) -> Iterator[Fault]:
        """Yield faults without end, in an order that `seed` decides."""
        chance = random.Random(seed)
        kinds = [
            (command, call, error)
            for command in COMMANDS
            for call, errors in ERRORS.items()
            for error in errors
        ]
        for first in (True, False, False, False):
            chance.shuffle(kinds)
            for command, call, error in kinds:
                numbers = self._occurrences(command)[call]
                if numbers:
                    yield Fault(
                        command, call, error, numbers[0] if first else chance.choice(numbers)
                    )

    def problem(self, fault: Fault) -> str | None:
        """Run with a fault; returns what did not hold."""
        made = self._copy()
        inject = f"inject={fault.call}:error={fault.error}:when={fault.number}"
        strace = ["strace", "-f", "-o", os.devnull, "-e", f"trace={fault.call}", "-e", inject]
        try:
            ran = self._run(made, COMMANDS[fault.command], strace)
        except subprocess.TimeoutExpired:
            return f"took more than {LIMIT:.0f} s"
        said = (ran.stdout + ran.stderr).decode("utf-8", "replace")
        for word in _BAD:
            if word in said:
                return f"{word}: {said[-300:]}"
        if ran.returncode not in (0, 1, 2, 126, 127, 130):
            return f"exit code {ran.returncode}: {said[-300:]}"
        if ran.returncode and not said.strip():
            return f"exit code {ran.returncode} without a word"
        if fault.command.startswith("process") and ran.stdout:
            try:
                json.loads(ran.stdout)
            except ValueError:
                return f"not JSON: {said[:200]}"
        again = self._run(made, ["process", "-p", ROLE])
        # A record whose key is gone is what an interrupted `logout` may leave: it is set aside.
        if again.returncode or b"it is damaged" in again.stderr:
            return f"afterwards: {again.stderr.decode('utf-8', 'replace')[-300:]}"
        return None

    def _occurrences(self, command: str) -> dict[str, list[int]]:
        """Return which calls can fail, by their number among the calls of that kind.

        strace counts for each thread by itself, and so does this: calls of the main thread count
        once the user's files are touched, those of the others (the network) from the first on.
        """
        if command not in self._numbers:
            made, log = self._copy(), self._folder / "trace.txt"
            traced = f"trace={','.join([*ERRORS, 'newfstatat'])}"
            self._run(made, COMMANDS[command], ["strace", "-f", "-o", str(log), "-e", traced])
            counts: Counter[tuple[str, str]] = Counter()
            numbers: dict[str, set[int]] = {call: set() for call in ERRORS}
            before: Counter[str] = Counter()
            main, begun = "", False
            for line in log.read_text("utf-8", "replace").splitlines():
                found = re.match(r"(\d+) +(\w+)\(", line)
                if found is None:
                    continue  # The second half of a call that another thread interrupted.
                thread, call = found.groups()
                main = main or thread
                begun = begun or ".aws-sso" in line
                counts[thread, call] += 1
                if thread == main and not begun:
                    before[call] += 1
                elif call in numbers:
                    numbers[call].add(counts[thread, call])
            self._numbers[command] = {
                call: sorted(number for number in found if number > before[call])
                for call, found in numbers.items()
            }
        return self._numbers[command]

    def _copy(self) -> Home:
        target = self._folder / "home-of-one-run"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self._master.path, target)
        environ = {**self._master.environ, "HOME": str(target)}
        return Home(target, environ)

    def _run(
        self, made: Home, arguments: list[str], before: list[str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*(before or []), AWS_SSO, *arguments],
            env=made.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LIMIT,
            check=False,
            start_new_session=True,
        )


def report(seconds: float, runs: int, seed: int, only: str) -> bool:
    """Inject faults until time or runs are used up; prints the table, tells whether all held."""
    ran: Counter[str] = Counter()
    held: Counter[str] = Counter()
    problems: list[str] = []
    until = time.monotonic() + seconds
    with (
        tempfile.TemporaryDirectory(prefix="aws-sso-chaos-") as folder,
        serving(lambda url: World(url, generated(3, 2))) as world,
    ):
        world.auto_approve = True
        bench = Bench(Path(folder), world)
        for fault in bench.faults(seed):
            if time.monotonic() > until or ran.total() >= runs:
                break
            if only not in str(fault):
                continue
            ran[fault.call] += 1
            problem = bench.problem(fault)
            if problem is None:
                held[fault.call] += 1
            else:
                problems.append(f"{fault}: {problem}")
    print(f"{'probe':<12} {'runs':>6} {'held':>6}")
    for call in ERRORS:
        if ran[call]:
            print(f"{call:<12} {ran[call]:>6} {held[call]:>6}")
    print(f"{'all':<12} {ran.total():>6} {held.total():>6}   (seed {seed})")
    for problem in problems:
        print(f"\n{problem}")
    return not problems


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only faults whose name holds this text")
    options = parser.parse_args()
    return 0 if report(options.seconds, options.runs, options.seed, options.only) else 1


if __name__ == "__main__":
    sys.exit(main())
