"""Puts a text where the user can paste it: a secret, so by stdin and not by arguments.

`copy` asks the desktop, through pyperclip in a process of its own: `xclip` stays to serve what was
copied, and would keep whoever waits for the end of our output waiting. `copy_by_terminal` asks the
terminal (OSC 52, xterm control sequences), which works over SSH too.
"""

import contextlib
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping
from subprocess import DEVNULL, PIPE

from aws_sso.adapters.desktop.surroundings import is_wsl
from aws_sso.adapters.process.environment import for_children
from aws_sso.errors import SsoError

_LIMIT = 10.0
_OTHERWISE = "use `--url-action ansi-osc52` if your terminal takes it, or `print`"


def copy(text: str, environ: Mapping[str, str]) -> None:
    """Put `text` into the desktop's clipboard; raises SsoError where there is none.

    pyperclip uses wl-copy, xsel or xclip on Linux, clip.exe in WSL, on others what they have.
    """
    program = [sys.executable, "-I", "-m", "pyperclip"]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        _run([*program, "--copy"], text, environ)
        # xclip and wl-copy serve what was copied in the background: whether they can, nobody says.
        if sys.platform != "linux" or is_wsl(environ):
            return
        if _run([*program, "--paste"], "", environ, PIPE) == text.encode():
            return
    wayland = bool(environ.get("WAYLAND_DISPLAY"))
    if sys.platform == "linux" and not (wayland or environ.get("DISPLAY")):
        raise SsoError("there is no desktop here, so no clipboard", _OTHERWISE)
    missing = "wl-clipboard" if wayland else "xclip or xsel"
    install = f"is {missing} installed? " if sys.platform == "linux" else ""
    raise SsoError("the clipboard cannot be written", f"{install}{_OTHERWISE}")


def copy_by_terminal(text: str, environ: Mapping[str, str]) -> None:
    """Have the terminal put `text` into the clipboard of the machine it runs on.

    tmux ignores that sequence from programs unless told otherwise, but takes a buffer from its own
    command and passes that on (tmux(1), `load-buffer -w`). Raises SsoError without a terminal, and
    on Windows: its consoles take sequences only from programs that switch that on.
    """
    if environ.get("TMUX"):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            _run(["tmux", "load-buffer", "-w", "-"], text, environ)
            return
    if sys.platform == "win32":
        raise SsoError("on Windows the terminal cannot copy", "use `--url-action clip`")
    sequence = b"\033]52;c;" + b64encode(text.encode()) + b"\a"
    try:
        terminal = os.open("/dev/tty", os.O_WRONLY | os.O_NOCTTY)
    except OSError:
        raise SsoError(
            "there is no terminal here that could copy", "use another `--url-action`"
        ) from None
    with open(terminal, "wb", buffering=0) as file:
        while sequence:
            sequence = sequence[file.write(sequence) or 0 :]


def _run(command: list[str], text: str, environ: Mapping[str, str], wants: int = DEVNULL) -> bytes:
    """Run a program with `text` as its input; returns its output if it `wants` a PIPE for that.

    Raises OSError, or SubprocessError if it fails or does not end in time.
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
