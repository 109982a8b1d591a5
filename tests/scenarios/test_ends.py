"""How the process ends: what waits for its end still happens."""

import sys

import pytest

from tests.program import Program

HANDLER = "import atexit\natexit.register(print, 'handler')\n"
THREAD = """
import threading

def late() -> None:
    threading.main_thread().join()
    print("thread", flush=True)

threading.Thread(target=late).start()
"""
MAIN = "from aws_sso.__main__ import main\nmain()\n"


@pytest.mark.parametrize("command", ["version", "time"])
@pytest.mark.parametrize(
    ("before", "left"),
    [("", []), (HANDLER, ["handler"]), (HANDLER + THREAD, ["thread", "handler"])],
    ids=["nothing", "handler", "thread"],
)
def test_threads_and_handlers_come_to_their_end(
    before: str, left: list[str], command: str, program: Program
) -> None:
    """Without them the process skips the end of Python, which is a tenth of a command."""
    ran = program.run_command([sys.executable, "-c", before + MAIN, command])
    shown = [line for line in ran.out.splitlines() if line in ("handler", "thread")]
    assert shown == left, ran.err
