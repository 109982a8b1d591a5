"""A sample of `make chaos`: commands whose system calls fail."""

import resource
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests import parts
from tests.program import Program

ROOT = Path(__file__).parents[2]
PROFILE = "111122223333:Admin"


@pytest.mark.long
@pytest.mark.parametrize("seed", ["7", "8", "9"])
def test_failing_system_calls_end_in_plain_errors(seed: str) -> None:
    """Two dozen faults, always the same ones: no traceback, and all is well after."""
    parts.needed("strace", shutil.which("strace"))
    done = subprocess.run(
        [sys.executable, "benchmarks/chaos.py", "--runs", "8", "--seed", seed],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all               8      8" in done.stdout


def test_too_few_files_are_a_plain_error(signed_in: Program) -> None:
    """Whatever is the first that cannot be opened: an error of ours, or it works."""
    codes = []
    for files in range(3, 14):
        run = partial(_run_with, signed_in, resource.RLIMIT_NOFILE, files)
        if run("-c", "import click, json, logging").returncode:
            continue  # Python itself does without so few.
        done = run("-m", "aws_sso", "cache")
        assert "Traceback" not in done.stderr
        assert "internal error" not in done.stderr
        assert done.returncode == 0 or "error: " in done.stderr, (files, done.stderr)
        codes.append(done.returncode)
    assert {0, 1} <= set(codes), codes


@pytest.mark.parametrize(
    "arguments",
    [
        ["list"],
        ["eval", "--shell", "bash", "--profile", PROFILE],
        ["exec", "--profile", PROFILE, "--", "true"],
        ["process", "--profile", PROFILE],
        ["process", "--profile", PROFILE, "--sts-refresh"],
        ["config", "--force"],
    ],
    ids=" ".join,
)
def test_too_little_memory_is_a_plain_error(signed_in: Program, arguments: list[str]) -> None:
    """At whatever point memory ends: an error of ours or the right answer, and no torn file."""
    assert signed_in.run("process", "--profile", PROFILE).code == 0
    codes = []
    for mebibytes in (12, 13, 14, 16, 20, 24, 28, 32, 36, 42, 50, 60, 70, 300):
        run = partial(_run_with, signed_in, resource.RLIMIT_AS, mebibytes << 20)
        if run("-c", "pass").returncode:
            continue  # Python itself does without so little.
        done = run("-m", "aws_sso", *arguments)
        assert "Traceback" not in done.stderr, (mebibytes, done.stderr)
        assert "internal error" not in done.stderr, (mebibytes, done.stderr)
        assert (done.returncode == 0) != ("error: " in done.stderr), (mebibytes, done.stderr)
        assert done.returncode == 0 or not done.stdout
        codes.append(done.returncode)
    assert {0, 1} <= set(codes), codes
    assert signed_in.run("process", "--profile", PROFILE).code == 0


def _run_with(
    program: Program, limited: int, limit: int, *arguments: str
) -> "subprocess.CompletedProcess[str]":
    """Run Python in a program's home, with a limit of the system on one resource."""
    return subprocess.run(
        [sys.executable, *arguments],
        env=program.environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        preexec_fn=lambda: resource.setrlimit(limited, (limit, limit)),
        timeout=120,
        check=False,
    )
