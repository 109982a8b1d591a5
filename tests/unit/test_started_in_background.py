"""The suite itself: it means the same however it was started."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import INHERITED

ROOT = Path(__file__).parents[2]


def test_children_ignore_no_signal() -> None:
    """Ctrl-C, Ctrl-\\ and a closed terminal end them, as they would for a user."""
    status = subprocess.run(
        ["cat", "/proc/self/status"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    ignored = next(line for line in status.splitlines() if line.startswith("SigIgn:"))
    mask = int(ignored.split()[1], 16)
    assert [number for number in INHERITED if mask & 1 << number - 1] == []


def test_nor_do_they_if_the_suite_ignores_them() -> None:
    """As it does in the background of a script, and under `nohup`."""
    test = f"{__file__}::{test_children_ignore_no_signal.__name__}"
    done = subprocess.run(
        ["sh", "-c", 'trap "" INT QUIT HUP; exec "$@"', "sh",
         sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", test],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
