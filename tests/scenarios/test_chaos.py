"""A sample of `make chaos`: commands whose system calls fail."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests import parts

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
