"""What things cost, as ratios to an empty Python, each a median over interleaved runs.

Usage: python benchmarks/bench.py [--busy] [--pip] [--keep]     (QUICK=1: fewer runs, no refresh)
Prints a table, what falls short of its budget (`over`), and what costs a tenth more than the
figures kept with `--keep` (`slower`). The exit code is 0 either way, since a noisy machine is no
internal error.
"""

import argparse
import contextlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from picker_cost import first_paint, per_key
from server_load import RunningServer, load

from aws_sso.emulator.organization import generated
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
FIGURES = Path(__file__).with_name("figures.json")
LISTS = {30: 4.5, 2_500: 7.0, 10_000: 14.0}
"""Budgets of `list` by the number of roles, in P."""


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


def home(
    folder: Path, world: World, name: str, threads: int = 5, browser: list[str] | None = None
) -> Home:
    path = folder / name
    (path / ".aws-sso").mkdir(parents=True, mode=0o700)
    (path / ".aws-sso").chmod(0o700)
    browser = browser or [PYTHON, "-m", "aws_sso.emulator.browser", "%s"]
    (path / ".aws-sso" / "config.yaml").write_text(
        CONFIG.format(start_url=world.start_url, browser=browser, threads=threads), encoding="utf-8"
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
    text = config.read_text(encoding="utf-8").replace("SecureStore: file", f"SecureStore: {store}")
    config.write_text(f"{text}JsonStore: keys.json\nLogLevel: error\n", encoding="utf-8")
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
        [PYTHON, "-c", code, *command],
        env=environ,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return int(done.stdout) / 1024


def world_of(accounts: int, roles: int, url: str) -> World:
    """Return a world at that address with so many accounts, each with so many roles."""
    return World(url, generated(accounts, roles))


def refresh(folder: Path, accounts: int, rate: float, latency: float, threads: int) -> float:
    """Fetch an organization's roles; returns the seconds that `cache` took."""
    with serving(partial(world_of, accounts, 2)) as world:
        made = home(folder, world, f"refresh-{accounts}-{threads}", threads)
        world.traffic.rate = rate
        run([AWS_SSO, "login"], made.environ)
        time.sleep(1.1)  # lets the server's bucket fill, as it would be after a pause
        world.traffic.latency = latency
        return run([AWS_SSO, "cache"], made.environ)


def everyday(made: Home, size: int, account: str, arn: str) -> list[Line]:
    """Return the lines of the commands that people type, and SDKs run, all day."""
    profile = f"{account}:Role001"
    shell = {"AWS_SSO_SESSION_EXPIRATION": "2100-01-01T00:00:00Z"}
    of_size = f", {size} roles"
    lines = [
        Line(f"process --arn{of_size}", made.command("process", "--arn", arn), 2.2),
        Line(f"process -p{of_size}", made.command("process", "-p", profile), 3.2),
        Line(f"eval -p{of_size}", made.command("eval", "--shell", "bash", "-p", profile), 3.2),
        Line(f"exec -p{of_size}", made.command("exec", "-p", profile, "--", "true"), 3.2),
        Line(f"completing a profile{of_size}", made.completing("eval", "-p", account[:9]), 3.5),
        Line(f"list, piped{of_size}", made.command("list"), LISTS.get(size)),
    ]
    if size in (30, 10_000):
        lines.append(
            Line(f"tags, piped{of_size}", made.command("tags"), 4.0 if size == 30 else 14.0)
        )
    if size == 30:
        in_shell = Home(made.path, {**made.environ, **shell})
        lines.append(Line("time", in_shell.command("time"), 2.2))
        lines.append(Line("status", made.command("status"), 2.2))
        lines.append(Line("version", made.command("version"), 1.5))
        lines.append(
            Line(
                "process, not cached", made.command("process", "--sts-refresh", "--arn", arn), 10.0
            )
        )
    return lines


def rarer(folder: Path, world: World, made: Home, account: str, arn: str) -> list[Line]:
    """Return the lines of the picker, of a typo, and of other stores, at 10,000 roles."""
    terminal = {**made.environ, "TERM": "xterm-256color"}
    typo = ["exec", "-p", f"{account}:Rloe001", "--", "true"]
    to_picker = [AWS_SSO, "exec", "-p", "tema 12 rloe003"]
    lines = [
        Line(
            "picker, first screen",
            lambda: first_paint([AWS_SSO, "exec"], terminal, b"10,000/10,000"),
            16.0,
        ),
        Line("typo, no terminal", made.failing(*typo), 5.0),
        Line("typo, to the picker", lambda: first_paint(to_picker, terminal, b"/10,000"), 16.0),
    ]
    for store in ("json", "pass"):
        other = with_store(folder, world, store)
        if other is None:
            print(f"{store} is not installed here; its line is left out")
            continue
        run([AWS_SSO, "process", "--arn", arn], other.environ)
        command = other.command("process", "--arn", arn)
        lines.append(Line(f"process, cached, store {store}", command))
    return lines


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--busy", action="store_true", help="keep all other cores busy meanwhile")
    options.add_argument("--pip", action="store_true", help="use a start script as pip writes it")
    options.add_argument("--keep", action="store_true", help="keep the figures to compare with")
    chosen = options.parse_args()
    sizes = {30: (15, 2), 500: (125, 4), 2_500: (500, 5), 10_000: (2000, 5)}
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if chosen.pip:
            use_pips_script(folder)
        lines = [Line(P, lambda: run([PYTHON, "-c", "pass"], dict(os.environ)), 1.0)]
        for size, shape in sizes.items():
            world = stack.enter_context(serving(partial(world_of, *shape)))
            made = home(folder, world, str(size), threads=20)
            run([AWS_SSO, "login"], made.environ)
            accounts = list(world.organization.accounts)
            account = accounts[len(accounts) // 3]
            arn = f"arn:aws:iam::{account}:role/Role001"
            run([AWS_SSO, "process", "--arn", arn], made.environ)
            lines += everyday(made, size, account, arn)
        lines += rarer(folder, world, made, account, arn)
        if chosen.busy:
            stack.enter_context(busy())
        for _ in range(RUNS):
            for line in lines:
                line.times.append(line.run())
        report(lines, chosen.pip)
        if chosen.keep:
            keep(lines)
        if chosen.busy or chosen.pip:
            return
        median, longest, keys = per_key(2000, 5)
        base = statistics.median(lines[0].times) * 1000
        print(
            f"picker, work per key, 10,000 roles: median {median / base:.1f} P, longest "
            f"{longest / base:.1f} P of {keys} keys (budgets 0.8 and 1.5)"
        )
        memory = peak_memory([AWS_SSO, "process", "--arn", arn], made.environ)
        print(f"memory: process, 10,000 roles: {memory:.0f} MiB (budget 25)")
        memory = peak_memory([AWS_SSO, "list"], made.environ)
        print(f"memory: list, 10,000 roles: {memory:.0f} MiB (budget 120)")
        server = RunningServer(AWS_SSO, made.environ, f"{account}:Role001")
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


def use_pips_script(folder: Path) -> None:
    """Measure with a start script that imports `re`, as pip's do."""
    global AWS_SSO
    script = folder / "aws-sso"
    script.write_text(
        f"#!{PYTHON}\nimport re\nimport sys\nfrom aws_sso.__main__ import main\n"
        "if __name__ == '__main__':\n"
        "    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])\n"
        "    sys.exit(main())\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    AWS_SSO = str(script)


@contextlib.contextmanager
def busy() -> Iterator[None]:
    """Keep as many processes busy as there are cores, so that every run has to share one."""
    count = os.cpu_count() or 1
    running = [subprocess.Popen([PYTHON, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for one in running:
            one.kill()
            one.wait()


def keep(lines: list[Line]) -> None:
    """Keep the ratios of this run for later ones to be compared with."""
    base = statistics.median(lines[0].times)
    ratios = {line.name: round(statistics.median(line.times) / base, 2) for line in lines}
    FIGURES.write_text(json.dumps(ratios, indent=2) + "\n", encoding="utf-8")


def tell_refresh(what: str, took: float, least: float, budget: float) -> None:
    print(f"refresh, {what}: {took:.1f} s = {took / least:.2f} x least (budget {budget})")


def report(lines: list[Line], pips: bool) -> None:
    """Print the table; pip's start script may cost half a P more."""
    kept = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    base = statistics.median(lines[0].times)
    print(f"P = {base * 1000:.0f} ms ({P}), medians of {RUNS} interleaved runs\n")
    print(f"{'what':<36}{'ms':>7}{'P':>7}{'p90':>7}{'budget':>8}{'kept':>7}")
    for line in lines:
        ratio = statistics.median(line.times) / base
        spread = statistics.quantiles(line.times, n=10)[-1] / base
        budget = (line.budget or 0) + (0.5 if pips and line.name != P else 0)
        before = kept.get(line.name)
        notes = "  over" if line.budget and ratio > budget else ""
        notes += "  slower" if before and ratio > 1.1 * before else ""
        told = (f"{budget:g}" if line.budget else "", f"{before:g}" if before else "")
        print(
            f"{line.name:<36}{ratio * base * 1000:>7.0f}{ratio:>7.1f}{spread:>7.1f}"
            f"{told[0]:>8}{told[1]:>7}{notes}"
        )
    print()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
