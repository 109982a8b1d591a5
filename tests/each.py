"""Homes with many roles, for commands that run once per role."""

import json
import os
import signal
from pathlib import Path
from typing import Any

from aws_sso.emulator.organization import generated
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter, StartIdentityCenter
from tests.program import Program, Ran


def many_roles(
    start: StartIdentityCenter, folder: Path, accounts: int, roles: int = 1
) -> tuple[Program, RunningIdentityCenter]:
    """Return a signed-in home with roles in many accounts; profiles are `ACCOUNT-ID:ROLE`."""
    center = start(generated(accounts, roles))
    program = Program.in_new_home(folder, center)
    program.succeeds("login")
    center.world.traffic.reset()
    return program, center


def results(ran: Ran) -> list[dict[str, Any]]:
    """Return what `each --json` printed."""
    return [json.loads(line) for line in ran.out.splitlines()]


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that only waits to be collected does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def end_those(pids: list[int]) -> None:
    """Kill what a failed test left behind."""
    for pid in pids:
        if is_alive(pid):
            os.kill(pid, signal.SIGKILL)
