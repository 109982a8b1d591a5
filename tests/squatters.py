"""Another user of the machine, who runs a program: what the kernel alone can stand for."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests import parts

UID = 65534
needs_another_user = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0,
    reason="only root can start a program as another user",
)

SQUAT = """
import socket, sys, time
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
while True:
    try:
        listener.bind(("127.0.0.1", int(sys.argv[1])))
        break
    except OSError:  # another server has it for a moment
        time.sleep(0.05)
listener.listen()
print("squatting", flush=True)
while True:
    connection, _ = listener.accept()
    connection.settimeout(2)
    try:
        print(connection.recv(65536), flush=True)
        connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\n[]")
    except OSError as error:
        print(error, flush=True)
    connection.close()
"""


def as_another_user(script: str, *arguments: str) -> "subprocess.Popen[str]":
    """Start a Python script as a user that is neither us nor root."""
    user = ["--reuid", str(UID), "--regid", str(UID), "--clear-groups"]
    return subprocess.Popen(
        [parts.program("setpriv"), *user, sys.executable, "-I", "-c", script, *arguments],
        env={"PATH": os.environ["PATH"]},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


class Squatter:
    """Somebody who listens on a port, and all that was sent there once it is at its end."""

    seen = ""


@contextmanager
def squatter_on(port: int) -> Iterator[Squatter]:
    """Let another user listen on a port of loopback until the block ends."""
    process = as_another_user(SQUAT, str(port))
    squatter = Squatter()
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "squatting\n"
        yield squatter
    finally:
        process.kill()
        squatter.seen = process.stdout.read()
        process.wait(20)
