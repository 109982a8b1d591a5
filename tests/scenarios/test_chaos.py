"""A sample of `make chaos`: commands whose system calls fail."""

import resource
import shutil
import subprocess
import sys
from pathlib import Path

from tests import parts
from tests.program import Program

ROOT = Path(__file__).parents[2]


def test_failing_system_calls_end_in_plain_errors() -> None:
    """Forty faults, always the same ones: no traceback, no fault of ours, and all is well after."""
    parts.needed("strace", shutil.which("strace"))
    done = subprocess.run(
        [sys.executable, "benchmarks/chaos.py", "--runs", "40", "--seed", "7"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all              40     40" in done.stdout


def test_too_few_files_are_a_plain_error(signed_in: Program) -> None:
    """Whatever is the first that cannot be opened: an error of ours, or it works."""
    codes = []
    for files in range(3, 14):

        def run(*arguments: str, limit: int = files) -> "subprocess.CompletedProcess[str]":
            return subprocess.run(
                [sys.executable, *arguments],
                env=signed_in.environ,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)),
                timeout=60,
                check=False,
            )

        if run("-c", "import click, json, logging").returncode:
            continue  # Python itself does without so few.
        done = run("-m", "aws_sso", "cache")
        assert "Traceback" not in done.stderr
        assert "fault of the program" not in done.stderr
        assert done.returncode == 0 or "error: " in done.stderr, (files, done.stderr)
        codes.append(done.returncode)
    assert {0, 1} <= set(codes), codes
