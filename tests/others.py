"""Another user of the machine, for tests that only root can run."""

import os
import subprocess
from pathlib import Path

from tests import parts

UID = 65534
"""The user that owns nothing, on every system that has users."""


def needed() -> None:
    """Skip, in CI fail, where the tests cannot be a second user."""
    if os.geteuid() != 0:
        parts.needed("root, to be another user", None)


def give_away(path: Path) -> None:
    """Make somebody else the owner of a file, or of a link itself."""
    needed()
    os.chown(path, UID, -1, follow_symlinks=False)


def as_other(script: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a shell script as somebody else."""
    needed()
    who = [f"--reuid={UID}", f"--regid={UID}", "--clear-groups", "--no-new-privs"]
    return subprocess.run(
        [parts.program("setpriv"), *who, "/bin/sh", "-c", script, "sh", *arguments],
        env={"PATH": "/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
