"""A lock that cannot be had, a clock that was wrong: what is good is handed out all the same."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aws_sso.domain.text.file_names import file_name
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests import parts
from tests.program import Program, Ran

ARN = "arn:aws:iam::111122223333:role/Admin"
FRESH = ("-p", "222233334444:Developer")


def with_fault(program: Program, fault: str, *arguments: str) -> Ran:
    """Run the program where a system call always fails."""
    done = subprocess.run(
        [
            *(parts.program("strace"), "-f", "-qq", "-o", os.devnull),
            *("-e", f"trace={fault.split(':')[0]}", "-e", f"inject={fault}"),
            *(sys.executable, "-m", "aws_sso", *arguments),
        ],
        env=program.environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


HOLD = """
import sys
from pathlib import Path
from aws_sso.adapters.files.locks import Locks
with Locks(Path(sys.argv[1]), "aws-sso test", print).hold(sys.argv[2]):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_stopped_holder_keeps_nobody_from_what_is_good(signed_in: Program) -> None:
    """Scenario 5: credentials worth renewing are handed out as they are, with the holder's name."""
    first = signed_in.succeeds("process", "--arn", ARN).out
    locks = signed_in.folder / "state" / "locks"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(locks), file_name(f"Default role {ARN}")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        holder.send_signal(signal.SIGSTOP)
        ran = signed_in.succeeds("process", "--min-ttl", "600", "--arn", ARN)
        assert ran.out == first
        said = f"renew credentials: timed out waiting for `aws-sso test` (process {holder.pid}"
        assert said in ran.err
    finally:
        holder.kill()
        holder.communicate()


@pytest.mark.parametrize("errno", ["ENOLCK", "ENOSYS", "EOPNOTSUPP"])
def test_without_locks_it_works_and_says_so_once(errno: str, signed_in: Program) -> None:
    """Scenario 23: a home on a file system that has no flock."""
    ran = with_fault(signed_in, f"flock:error={errno}", "process", "--sts-refresh", *FRESH)
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["AccessKeyId"]
    assert ran.err.count("continuing without") == 1


def test_a_lock_that_fails_keeps_nobody_from_what_is_good(signed_in: Program) -> None:
    """Scenario 23: a disk that fails."""
    first = json.loads(signed_in.succeeds("process", "--arn", ARN).out)
    ran = with_fault(signed_in, "flock:error=EIO", "process", "--min-ttl", "600", "--arn", ARN)
    assert ran.code == 0, ran.err
    assert json.loads(ran.out) == first
    assert "could not renew credentials: cannot take lock" in ran.err


def future_failure(program: Program, what: str) -> Path:
    """Leave the note of a failure under a clock that was thirty days ahead."""
    folder = program.folder / "state" / "failures"
    for made in (folder.parent, folder):
        made.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{file_name(f'Default {what}')}.failure"
    content = {"kind": "SignInFailedError", "message": "denied", "hint": None}
    path.write_text(json.dumps({"at": time.time() + 30 * 86400, **content}), encoding="utf-8")
    path.chmod(0o600)
    return path


def test_a_failure_of_the_future_stops_nobody(program: Program) -> None:
    """Scenario 21: noted under a clock that was ahead; `doctor` shows and deletes it."""
    notes = [future_failure(program, what) for what in ("sign-in", f"role {ARN}")]
    program.succeeds("login")
    program.succeeds("process", "--arn", ARN)
    ran = program.run("doctor")
    assert ran.out.count("was recorded with a wrong clock") == 2
    program.run("doctor", "--fix", "--yes")
    assert not any(note.exists() for note in notes)


def test_the_doctor_shows_failures_that_are_kept(program: Program) -> None:
    """Scenario 21: what failed, when, and why."""
    note = future_failure(program, "sign-in")
    note.write_text(
        note.read_text(encoding="utf-8").replace(
            str(json.loads(note.read_text(encoding="utf-8"))["at"]), "1000"
        ),
        encoding="utf-8",
    )
    assert "`Default sign-in` failed" in program.run("doctor").out


def test_roles_fetched_in_the_future_are_fetched_again(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 21: else they would be fresh until that day."""
    cache = signed_in.folder / "cache.json"
    content = json.loads(cache.read_text(encoding="utf-8"))
    content["instances"]["Default"]["refreshed"] = int(time.time()) + 30 * 86400
    cache.write_text(json.dumps(content), encoding="utf-8")
    before = identity_center.world.traffic.counts["ListAccounts"]
    signed_in.succeeds("login")
    assert identity_center.world.traffic.counts["ListAccounts"] > before
