"""Another user of this machine: programs that run under an id which is nobody's here."""

import os
import shutil
import subprocess
import sys
from functools import cache

import pytest

from tests import parts

_ID = 65534
_ASK = """
import socket, sys
host, port, text, how = sys.argv[1:]
family = socket.AF_INET6 if ":" in host else socket.AF_INET
if how == "mapped":
    family, host = socket.AF_INET6, "::ffff:" + host
connection = socket.socket(family)
connection.settimeout(30)
connection.connect((host, int(port)))
try:
    connection.sendall(text.encode())
    if how == "gone":
        connection.close()
    elif how == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\\1\\0\\0\\0\\0\\0\\0\\0")
        connection.close()
    else:
        while got := connection.recv(65536):
            sys.stdout.write(got.decode())
except OSError:
    pass
"""
_COMMAND_LINES = """
import glob
for path in glob.glob("/proc/[0-9]*/cmdline"):
    try:
        print(open(path, "rb").read().replace(b"\\0", b" ").decode(errors="replace"))
    except OSError:
        pass
"""


def run_as_stranger(code: str, *arguments: str) -> str:
    """Run Python code as the other user, and return what it printed; skips without root."""
    return _run(_python(), code, *arguments).stdout


def ask_as_stranger(port: int, path: str, how: str = "") -> str:
    """Send a GET to a port of 127.0.0.1 as the other user; returns the answer, empty if refused.

    `how` is "mapped" for a socket of IPv6, "gone" for closing at once and "reset" for a reset.
    """
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
    return run_as_stranger(_ASK, "127.0.0.1", str(port), request, how)


def command_lines_for_strangers() -> str:
    """Return all command lines that the other user can read, a process a line."""
    return run_as_stranger(_COMMAND_LINES)


@cache
def _python() -> str:
    """Return a Python that the other user may run: that of the tests may be in a private folder."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    for python in (os.path.realpath(sys.executable), shutil.which("python3", path="/usr/bin:/bin")):
        if python and _run(python, "").returncode == 0:
            return python
    return parts.needed("a Python that other users may run", None)


def _run(python: str, code: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    options = [f"--reuid={_ID}", f"--regid={_ID}", "--clear-groups"]
    command = [parts.program("setpriv"), *options, python, "-I", "-S", "-c", code, *arguments]
    return subprocess.run(
        command, cwd="/", capture_output=True, encoding="utf-8", check=False, timeout=60
    )
