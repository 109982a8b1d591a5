"""What things cost, as ratios to an empty Python, each a median over interleaved runs.

Usage: python benchmarks/bench.py     (QUICK=1: fewer runs, no refresh at scale)
Prints a table and what falls short of its budget; the exit code is 0 either way, since a noisy
machine is no fault of the program.
"""

import contextlib
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from picker_cost import first_paint, per_key
from server_load import RunningServer, load

from aws_sso.emulator.organisation import generated
from aws_sso.emulator.server import serving
from aws_sso.emulator.world import World

QUICK = os.environ.get("QUICK") == "1"
RUNS = 5 if QUICK else 15
CONFIG = """\
SSOConfig:
  Default: {{SSORegion: us-east-1, StartUrl: "{start_url}"}}
AuthWorkflow: pkce
UrlAction: exec
UrlExecCommand: {browser}
Threads: {threads}
SecureStore: file
"""
PYTHON = sys.executable
AWS_SSO = str(Path(PYTHON).with_name("aws-sso"))
P = "python -c pass"


@dataclass
class Home:
    """A signed-in home."""

    path: Path
    environ: dict[str, str]

    def command(self, *arguments: str) -> Callable[[], float]:
        """Return what runs the program once and tells the seconds it took."""
        return lambda: run([AWS_SSO, *arguments], self.environ)

    def failing(self, *arguments: str) -> Callable[[], float]:
        """Return what runs the program once, which says no, and tells the seconds it took."""
        return lambda: run([AWS_SSO, *arguments], self.environ, code=1)

    def completing(self, *arguments: str) -> Callable[[], float]:
        """Return what asks for completions as zsh does."""
        return lambda: run([AWS_SSO, *arguments], {**self.environ, "_AWS_SSO_COMPLETE": "zsh"})


@dataclass
class Line:
    """One line of the table; `budget` in P."""

    name: str
    run: Callable[[], float]
    budget: float | None = None
    times: list[float] = field(default_factory=list)


def run(command: list[str], environ: dict[str, str], code: int = 0) -> float:
    started = time.perf_counter()
    done = subprocess.run(
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        start_new_session=True,  # without a terminal
    )
    took = time.perf_counter() - started
    if done.returncode != code:
        raise SystemExit(f"{command}: {done.stderr.decode()}")
    return took


def home(folder: Path, world: World, name: str, threads: int = 5) -> Home:
    path = folder / name
    (path / ".aws-sso").mkdir(parents=True, mode=0o700)
    (path / ".aws-sso").chmod(0o700)
    browser = [PYTHON, "-m", "aws_sso.emulator.browser", "%s"]
    (path / ".aws-sso" / "config.yaml").write_text(
        CONFIG.format(start_url=world.start_url, browser=browser, threads=threads)
    )
    environ = {
        "HOME": str(path),
        "PATH": os.environ["PATH"],
        "AWS_SSO_FILE_PASSWORD": "benchmark",
        "AWS_ENDPOINT_URL_SSO": world.base_url,
        "AWS_ENDPOINT_URL_SSO_OIDC": world.base_url,
        "AWS_ENDPOINT_URL_STS": world.base_url,
    }
    return Home(path, environ)


def with_store(folder: Path, world: World, store: str) -> Home | None:
    """Return a signed-in home whose vault has its keys in another store; None where it lacks."""
    made = home(folder, world, store)
    config = made.path / ".aws-sso" / "config.yaml"
    text = config.read_text().replace("SecureStore: file", f"SecureStore: {store}")
    config.write_text(f"{text}JsonStore: keys.json\nLogLevel: error\n")
    if store == "pass":
        if not shutil.which("pass"):
            return None
        gnupg = made.path / ".gnupg"
        gnupg.mkdir(mode=0o700)
        made.environ["GNUPGHOME"] = str(gnupg)
        made.environ["PASSWORD_STORE_DIR"] = str(made.path / "store")
        who = "Bench <bench@example.com>"
        quick = ["--batch", "--passphrase", "", "--quick-gen-key", who, "future-default"]
        run(["gpg", *quick, "default", "never"], made.environ)
        run(["pass", "init", "bench@example.com"], made.environ)
    run([AWS_SSO, "login"], made.environ)
    return made


def peak_memory(command: list[str], environ: dict[str, str]) -> float:
    """Return a command's peak memory in MiB."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [PYTHON, "-c", code, *command], env=environ, capture_output=True, text=True, check=True
    )
    return int(done.stdout) / 1024


def world_of(accounts: int, roles: int, url: str) -> World:
    """Return a world at that address with so many accounts, each with so many roles."""
    return World(url, generated(accounts, roles))


def refresh(folder: Path, accounts: int, rate: float, latency: float, threads: int) -> float:
    """Fetch an organisation's roles; returns the seconds that `cache` took."""
    with serving(partial(world_of, accounts, 2)) as world:
        made = home(folder, world, f"refresh-{accounts}-{threads}", threads)
        world.traffic.rate = rate
        run([AWS_SSO, "login"], made.environ)
        time.sleep(1.1)  # lets the server's bucket fill, as it would be after a pause
        world.traffic.latency = latency
        return run([AWS_SSO, "cache"], made.environ)


def main() -> None:
    sizes = {30: (15, 2), 500: (125, 4), 2_500: (500, 5), 10_000: (2000, 5)}
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        lines = [Line(P, lambda: run([PYTHON, "-c", "pass"], dict(os.environ)), 1.0)]
        homes: dict[int, Home] = {}
        arns: dict[int, str] = {}
        for size, shape in sizes.items():
            world = stack.enter_context(serving(partial(world_of, *shape)))
            made = homes[size] = home(folder, world, str(size), threads=20)
            run([AWS_SSO, "login"], made.environ)
            accounts = list(world.organisation.accounts)
            account = accounts[len(accounts) // 3]
            arn = arns[size] = f"arn:aws:iam::{account}:role/Role001"
            run([AWS_SSO, "process", "--arn", arn], made.environ)
            lines += [
                Line(f"process, cached, {size} roles", made.command("process", "--arn", arn), 2.2),
                Line(
                    f"eval -p, cached, {size} roles",
                    made.command("eval", "--shell", "bash", "-p", f"{account}:Role001"),
                    8.0,
                ),
                Line(
                    f"completing a profile, {size} roles",
                    made.completing("eval", "-p", account[:9]),
                    8.0,
                ),
                Line(
                    f"list, piped, {size} roles",
                    made.command("list"),
                    {10_000: 30.0, 2_500: 14.0}.get(size),
                ),
            ]
        lines.append(
            Line(
                "picker, first screen, 10000 roles",
                lambda: first_paint(
                    [AWS_SSO, "exec"],
                    {**homes[10_000].environ, "TERM": "xterm-256color"},
                    b"10,000/10,000",
                ),
                25.0,
            )
        )
        lines.append(
            Line(
                "typo, no terminal, 10000 roles",
                homes[10_000].failing("exec", "-p", f"{account}:Rloe001", "--", "true"),
                5.0,
            )
        )
        lines.append(
            Line(
                "typo, to the picker, 10000 roles",
                lambda: first_paint(
                    [AWS_SSO, "exec", "-p", "tema 12 rloe003"],
                    {**homes[10_000].environ, "TERM": "xterm-256color"},
                    b"/10,000",
                ),
                16.0,
            )
        )
        for store in ("json", "pass"):
            other = with_store(folder, world, store)
            if other is None:
                print(f"{store} is not installed here; its line is left out")
                continue
            run([AWS_SSO, "process", "--arn", arn], other.environ)
            command = other.command("process", "--arn", arn)
            lines.append(Line(f"process, cached, store {store}", command))
        lines.append(Line("version", homes[30].command("version"), 1.5))
        lines.append(
            Line(
                "process, not cached",
                homes[30].command("process", "--sts-refresh", "--arn", arns[30]),
                14.0,
            )
        )
        for _ in range(RUNS):
            for line in lines:
                line.times.append(line.run())
        report(lines)
        median, longest, keys = per_key(2000, 5)
        print(
            f"picker, work per key, 10,000 roles: median {median:.1f} ms, longest {longest:.1f} ms "
            f"of {keys} keys (budget 16)"
        )
        memory = peak_memory([AWS_SSO, "process", "--arn", arn], homes[10_000].environ)
        print(f"memory: process, 10,000 roles: {memory:.0f} MiB (budget 25)")
        memory = peak_memory([AWS_SSO, "list"], homes[10_000].environ)
        print(f"memory: list, 10,000 roles: {memory:.0f} MiB (budget 120)")
        profile = f"{arn.split(':')[4]}:Role001"
        server = RunningServer(AWS_SSO, homes[10_000].environ, profile)
        server.wait_until_ready()
        print(f"memory: credential server, idle: {server.memory():.0f} MiB (budget 70)")
        loaded = load(server, 200, 2 if QUICK else 10)
        server.end()
        print(
            f"credential server, 200 requests/s: median {loaded.percentile(0.5):.1f} ms, "
            f"p99 {loaded.percentile(0.99):.1f} ms, {len(loaded.errors)} errors"
        )
        if not QUICK:
            took = refresh(folder, 200, 20, 0, 5)
            tell_refresh("200 accounts at 20/s", took, 200 / 20, 1.1)
            took = refresh(folder, 1000, 0, 0.05, 20)
            tell_refresh("1,000 accounts, 50 ms, 20 threads", took, 1000 * 0.05 / 20, 1.3)


def tell_refresh(what: str, took: float, least: float, budget: float) -> None:
    print(f"refresh, {what}: {took:.1f} s = {took / least:.2f} x least (budget {budget})")


def report(lines: list[Line]) -> None:
    base = statistics.median(lines[0].times)
    print(f"P = {base * 1000:.0f} ms ({P}), median of {RUNS} interleaved runs\n")
    print(f"{'what':<36}{'ms':>8}{'P':>8}{'budget':>8}")
    for line in lines:
        took = statistics.median(line.times)
        budget = f"{line.budget:g}" if line.budget else ""
        over = "  over" if line.budget and took / base > line.budget else ""
        print(f"{line.name:<36}{took * 1000:>8.0f}{took / base:>8.1f}{budget:>8}{over}")
    print()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
