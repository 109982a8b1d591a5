"""What the picker costs: the time to its first screen, and the work that a key makes."""

import asyncio
import io
import os
import pty
import select
import signal
import statistics
import struct
import termios
import time
from fcntl import ioctl

from prompt_toolkit.application.current import set_app
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import DummyInput
from prompt_toolkit.output.vt100 import Vt100_Output

from aws_sso.cli.picker.colors import style_rules
from aws_sso.cli.picker.picker import Look, Picker
from aws_sso.domain.roles.candidates import Candidate, ListedCandidates
from aws_sso.domain.roles.roles import Role

ROWS, COLUMNS = 50, 140
TYPED = ("team 12 r3", "t99ro", "example prdadm", "77700 role", "Env=prod adm", "rloe004 tema")
"""Typed a letter at a time: words, letters, numbers, tags, typos."""


def first_paint(command: list[str], environ: dict[str, str], shows: bytes) -> float:
    """Return the seconds from the start of a command to `shows` on its terminal; then leaves it."""
    started = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(command[0], command, environ)
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    seen = b""
    while shows not in seen:
        if not select.select([terminal], [], [], 30)[0]:
            os.kill(pid, signal.SIGKILL)
            raise SystemExit(f"{command}: not painted within 30 s: {seen[-500:]!r}")
        seen += os.read(terminal, 65536)
    took = time.perf_counter() - started
    os.write(terminal, b"\x03")
    while True:  # it restores the screen before it ends
        try:
            if not os.read(terminal, 65536):
                break
        except OSError:
            break
    os.waitpid(pid, 0)
    os.close(terminal)
    return took


def per_key(accounts: int, roles: int) -> tuple[float, float, int]:
    """Return the median and the longest milliseconds of work per key, and how many keys."""
    names = ("Admin", "ReadOnly", "PowerUser", "Billing", "Role004", "Role003", "Deployer")
    candidates = [
        Candidate(_role(f"{number * 777_777:012d}", f"Example Team {number:04d}", name, number), "")
        for number in range(accounts)
        for name in (names * roles)[:roles]
    ]
    candidates = [Candidate(one.role, one.role.account_alias) for one in candidates]
    look = Look("aws-sso exec", style_rules({}, colored=True))
    picker = Picker(ListedCandidates(candidates), time.time(), look, str)
    screen = Vt100_Output(io.StringIO(), lambda: Size(ROWS, COLUMNS), term="xterm-256color")
    app = picker.application(DummyInput(), screen)
    took = []

    async def work() -> None:
        app.renderer.render(app, app.layout)
        picker.prepare()  # as a thread of the picker does after its first screen
        for text in TYPED:
            for end in range(1, len(text) + 1):
                started = time.perf_counter()
                picker.line.text = text[:end]
                app.renderer.render(app, app.layout)
                took.append((time.perf_counter() - started) * 1000)
            picker.line.text = ""

    with set_app(app):
        asyncio.run(work())
    return statistics.median(took), max(took), len(took)


def _role(account: str, alias: str, name: str, number: int) -> Role:
    return Role(
        "Default",
        "us-east-1",
        "https://d-0000000000.awsapps.com/start",
        account,
        "",
        alias,
        f"aws+{number}@example.com",
        name,
        f"arn:aws:iam::{account}:role/{name}",
        "us-east-1",
        None,
        None,
        {"Env": "prod" if number % 3 else "dev"},
        None,
        f"{account}:{name}",
    )


if __name__ == "__main__":
    median, longest, keys = per_key(2000, 5)
    print(f"ms per key: median {median:.1f}, longest {longest:.1f}, of {keys} keys")
