"""Copies text to the clipboard, by stdin and not by arguments, since it is a secret.

`copy` uses the desktop, through pyperclip in a separate process: `xclip` keeps running to serve the
text, and would block anyone who waits for the end of our output. `copy_by_terminal` uses the
terminal (OSC 52, xterm control sequences), which also works over SSH.
"""

import contextlib
import os
import subprocess
import sys
from base64 import b64encode
from subprocess import DEVNULL, PIPE

from aws_sso.adapters.desktop.surroundings import is_wsl
from aws_sso.adapters.process.environment import for_children
from aws_sso.annotations import Mapping
from aws_sso.errors import SsoError

_LIMIT = 10.0
_OTHERWISE = "use `--url-action ansi-osc52` if your terminal supports it, or `print`"


def copy(text: str, environ: Mapping[str, str]) -> None:
    """Copy `text` to the desktop's clipboard; raises SsoError if there is none.

    pyperclip uses wl-copy, xsel or xclip on Linux, clip.exe in WSL, and the system's own elsewhere.
    """
    program = [sys.executable, "-I", "-m", "pyperclip"]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        _run([*program, "--copy"], text, environ)
        # xclip and wl-copy serve the text in the background and do not report whether that works.
        if sys.platform != "linux" or is_wsl(environ):
            return
        if _run([*program, "--paste"], "", environ, PIPE) == text.encode():
            return
    wayland = bool(environ.get("WAYLAND_DISPLAY"))
    if sys.platform == "linux" and not (wayland or environ.get("DISPLAY")):
        raise SsoError("no clipboard: no desktop session", _OTHERWISE)
    missing = "wl-clipboard" if wayland else "xclip or xsel"
    install = f"check that {missing} is installed; " if sys.platform == "linux" else ""
    raise SsoError("cannot write to the clipboard", f"{install}{_OTHERWISE}")


def copy_by_terminal(text: str, environ: Mapping[str, str]) -> None:
    """Let the terminal copy `text` to the clipboard of that machine.

    tmux ignores this sequence from programs by default, but passes on a buffer that tmux itself
    loaded (tmux(1), `load-buffer -w`). Raises SsoError without a terminal, and on Windows, where
    consoles accept sequences only from programs that enable them.
    """
    if environ.get("TMUX"):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            _run(["tmux", "load-buffer", "-w", "-"], text, environ)
            return
    if sys.platform == "win32":
        raise SsoError("cannot copy through the terminal on Windows", "use `--url-action clip`")
    sequence = b"\033]52;c;" + b64encode(text.encode()) + b"\a"
    try:
        terminal = os.open("/dev/tty", os.O_WRONLY | os.O_NOCTTY)
    except OSError:
        raise SsoError("cannot copy: no terminal", "use another `--url-action`") from None
    with open(terminal, "wb", buffering=0) as file:
        while sequence:
            sequence = sequence[file.write(sequence) or 0 :]


def _run(command: list[str], text: str, environ: Mapping[str, str], wants: int = DEVNULL) -> bytes:
    """Run a program with `text` as input; returns its output if `wants` is a PIPE.

    Raises OSError, or SubprocessError if it fails or takes too long.
    """
    done = subprocess.run(
        command,
        input=text.encode(),
        stdout=wants,
        stderr=DEVNULL,
        env=for_children(environ),
        timeout=_LIMIT,
        check=True,
        start_new_session=True,
    )
    return done.stdout or b""
