"""What takes longer than a few minutes. Prints figures; exits 1 if something was not as it must be.

Usage: python benchmarks/soak.py [ROUNDS]     (of each scenario with 50 processes, default 20)
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import AWS_SSO, Home, home
from server_load import RunningServer, across_expiries, load
from template_fuzz import report
from vault_traffic import traffic

from aws_sso.emulator.organization import generated
from aws_sso.emulator.server import serving
from aws_sso.emulator.world import World

ACCOUNTS, RATE = 1000, 20
PROCESSES = 50
LIBRARY = """
import aws_sso, json, sys, threading, time
session = aws_sso.session(sys.argv[1])
keys, errors, calls, end = set(), [], [], time.monotonic() + float(sys.argv[2])
def work():
    client = session.client("sts")
    while time.monotonic() < end:
        try:
            client.get_caller_identity()
            keys.add(session.get_credentials().get_frozen_credentials().access_key)
            calls.append(1)
        except Exception as error:
            errors.append(repr(error))
threads = [threading.Thread(target=work) for _ in range(16)]
for one in threads: one.start()
for one in threads: one.join()
print(json.dumps([len(calls), len(keys), errors]))
"""


def refresh_at_scale(folder: Path, _: int) -> bool:
    """1,000 accounts behind 20 calls a second: complete, without an error (scenario 12)."""
    with serving(lambda url: World(url, generated(ACCOUNTS, 3, nasty=True))) as world:
        world.traffic.rate = RATE
        made = home(folder, world, "soak")
        started = time.monotonic()
        done = aws_sso(made, "login")
        took = time.monotonic() - started
        cache = json.loads((made.path / ".aws-sso" / "cache.json").read_text(encoding="utf-8"))
        entry = cache["instances"]["Default"]
        complete = len(entry["accounts"]) == ACCOUNTS and not entry["missing"]
        refused = world.traffic.refused["ListAccountRoles"]
        print(
            f"refresh of {ACCOUNTS} accounts at {RATE}/s: {took:.1f} s = "
            f"{took / (ACCOUNTS / RATE):.2f} x least (budget 1.1), {refused} calls refused, "
            f"{'complete' if complete else 'INCOMPLETE'}"
        )
        return complete and done.returncode == 0 and b"429" not in done.stderr


def each_at_scale(folder: Path, _: int) -> bool:
    """`each` for 500 accounts behind 20 calls a second: at that pace, and no role fails."""
    accounts = ACCOUNTS // 2
    with serving(lambda url: World(url, generated(accounts, 1))) as world:
        made = home(folder, world, "each")
        assert aws_sso(made, "login").returncode == 0
        world.traffic.rate = RATE
        started = time.monotonic()
        done = aws_sso(made, "each", "--yes", "--jobs", "30", "--", "true")
        took = time.monotonic() - started
        refused = world.traffic.refused["GetRoleCredentials"]
        complete = done.returncode == 0 and f"{accounts} ok".encode() in done.stderr
        print(
            f"each for {accounts} accounts at {RATE}/s: {took:.1f} s = "
            f"{took / (accounts / RATE):.2f} x least (budget 1.1), {refused} calls refused, "
            f"{'complete' if complete else 'INCOMPLETE'}"
        )
        return complete


def credential_server(folder: Path, rounds: int) -> bool:
    """Ten minutes across expiries (less with few rounds), then 200 requests a second for 60 s."""
    seconds = min(600, 30 * rounds)
    with serving(lambda url: World(url, generated(2, 1))) as world:
        world.credentials_ttl = 8
        made = home(folder, world, "server")
        assert aws_sso(made, "login").returncode == 0
        server = RunningServer(AWS_SSO, made.environ, "000001000001:Role000")
        server.wait_until_ready()
        keys, errors = across_expiries(server, seconds)
        print(
            f"credential server, {seconds} s: {keys} credentials one after the other, "
            f"{len(errors)} errors"
        )
        loaded = load(server, 200, 60)
        print(
            f"credential server, 200 requests/s for 60 s: median {loaded.percentile(0.5):.1f} ms, "
            f"p99 {loaded.percentile(0.99):.1f} ms, {len(loaded.errors)} errors, "
            f"{server.memory():.0f} MiB"
        )
        server.end()
        for error in [*errors, *loaded.errors][:3]:
            print(f"  {error}")
        return not errors and not loaded.errors and keys >= seconds / 8


def library(folder: Path, rounds: int) -> bool:
    """Calls of 16 threads for ten minutes (less with few rounds), with credentials of 8 seconds."""
    seconds = min(600, 30 * rounds)
    with serving(lambda url: World(url, generated(2, 1))) as world:
        world.credentials_ttl = 8
        made = home(folder, world, "library")
        assert aws_sso(made, "login").returncode == 0
        program = [sys.executable, "-c", LIBRARY, "000001000001:Role000", str(seconds)]
        done = subprocess.run(program, env=made.environ, capture_output=True, check=False)
        calls, keys, errors = json.loads(done.stdout or b'[0, 0, ["it did not run"]]')
        obtained = world.traffic.counts["GetRoleCredentials"]
        print(
            f"library, {seconds} s, 16 threads: {calls} calls with {keys} credentials one after "
            f"the other ({obtained} obtained), {len(errors)} errors"
        )
        for error in errors[:3]:
            print(f"  {error}")
        return not errors and keys >= seconds / 8


def aws_sso(made: Home, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "aws_sso", *arguments]
    return subprocess.run(command, env=made.environ, capture_output=True, check=False)


def at_once(made: Home, kills: int = 0) -> tuple[list[int], int]:
    """Run 50 `process` at once, kill some at random moments; returns exit codes and kills made."""
    command = [sys.executable, "-m", "aws_sso", "process", "-p", "000001000001:Role000"]
    running = [
        subprocess.Popen(
            command,
            env=made.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(PROCESSES)
    ]
    killed = 0
    for _ in range(kills):
        time.sleep(random.uniform(0.2, 1.5))
        locks = (made.path / ".aws-sso" / "state" / "locks").glob("*sign-in.lock")
        for lock in locks:
            try:
                holder = int(json.loads(lock.read_text(encoding="utf-8"))["pid"])
                os.kill(holder, signal.SIGKILL)
                killed += 1
            except (ValueError, KeyError, OSError):
                pass  # Nobody holds it at this moment.
    return [one.wait() for one in running], killed


def rounds_of(
    name: str,
    prepare: Callable[[World, Home], None],
    check: str,
    kills: int = 0,
    deny: bool = False,
) -> Callable[[Path, int], bool]:
    """Return a scenario: prepare, run 50 at once, compare the emulator's counts."""

    def run(folder: Path, rounds: int) -> bool:
        good = 0
        worst = ""
        with serving(lambda url: World(url, generated(2, 1))) as world:
            made = home(folder, world, name.replace(" ", "-"))
            config = made.path / ".aws-sso" / "config.yaml"
            assert aws_sso(made, "login").returncode == 0
            allowing = config.read_text(encoding="utf-8")
            for _ in range(rounds):
                prepare(world, made)
                sessions = len(world.sign_in.sessions)
                world.traffic.reset()
                if deny:
                    config.write_text(allowing.replace("'%s']", "'%s', 'deny']"), encoding="utf-8")
                codes, killed = at_once(made, kills)
                config.write_text(allowing, encoding="utf-8")
                expected = 1 if deny else 0
                wrong = [code for code in codes if code not in (expected, -signal.SIGKILL)]
                counts = {
                    "CreateToken": world.traffic.counts["CreateToken"],
                    "GetRoleCredentials": world.traffic.counts["GetRoleCredentials"],
                    "sessions": len(world.sign_in.sessions) - sessions,
                }
                allowed = (0, 0) if deny and check == "sessions" else (1, 1 + killed)
                fits = allowed[0] <= counts[check] <= allowed[1]
                if fits and not wrong and codes.count(-signal.SIGKILL) <= killed:
                    good += 1
                else:
                    worst = (
                        f" (one round: {counts}, killed {killed}, exit codes {sorted(set(codes))})"
                    )
                if deny:
                    assert aws_sso(made, "login").returncode == 0
        print(f"{PROCESSES} at once, {name}: {good} of {rounds} rounds as they must be{worst}")
        return good == rounds

    return run


def expired(world: World, made: Home) -> None:
    """An expired access token, a good refresh token, no role credentials."""
    world.sign_in.token_ttl = 30
    assert aws_sso(made, "login", "--force").returncode == 0
    world.sign_in.token_ttl = 3600


def signed_out(world: World, made: Home) -> None:
    """No token at all."""
    assert aws_sso(made, "flush", "--type", "all").returncode == 0


def cold_role(world: World, made: Home) -> None:
    """A good token, no role credentials."""
    assert aws_sso(made, "flush").returncode == 0


def vault_traffic(folder: Path, _: int) -> bool:
    """Writers, readers and kills on one vault (scenarios 3 and 7)."""
    (folder / "traffic").mkdir(mode=0o700)
    return traffic(folder / "traffic")


def profile_formats(folder: Path, _: int) -> bool:
    """Broken templates for a minute: errors with a place, no traceback, nothing slow."""
    cases = json.loads(Path("tests/unit/profile_format.json").read_text(encoding="utf-8"))["cases"]
    return report(60, cases)


SCENARIOS = (
    profile_formats,
    refresh_at_scale,
    each_at_scale,
    credential_server,
    library,
    vault_traffic,
    rounds_of("token expired", expired, "CreateToken"),
    rounds_of("signed out", signed_out, "sessions"),
    rounds_of("signed out and the holder killed", signed_out, "sessions", kills=2),
    rounds_of("signed out and the user denies", signed_out, "sessions", deny=True),
    rounds_of("role not cached", cold_role, "GetRoleCredentials"),
)


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as name:
        outcomes = [scenario(Path(name), rounds) for scenario in SCENARIOS]
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
