"""Where this process runs: the kind of machine and session, and the parent process."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from aws_sso.annotations import Mapping


def is_wsl(environ: Mapping[str, str]) -> bool:
    """Return whether this is Linux inside Windows (WSL)."""
    return "WSL_DISTRO_NAME" in environ


def is_container(environ: Mapping[str, str]) -> bool:
    """Return whether this is a container, by the files of Docker, Podman and editors."""
    if any(name in environ for name in ("REMOTE_CONTAINERS", "CODESPACES", "container")):
        return True
    return Path("/.dockerenv").exists() or Path("/run/.containerenv").exists()


def is_ssh(environ: Mapping[str, str]) -> bool:
    """Return whether this is an SSH session."""
    return bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))


def in_other_network() -> bool:
    """Return whether our network namespace differs from our ancestors', on Linux.

    If so, the desktop's browser cannot reach our loopback: `ip netns exec`, `unshare --net`,
    sandboxes.
    """
    with suppress(OSError, ValueError, IndexError):
        ours, pid = os.readlink("/proc/self/ns/net"), os.getppid()
        while pid > 1:
            with suppress(PermissionError):
                if os.readlink(f"/proc/{pid}/ns/net") != ours:
                    return True
            # pid (name) state parent …; the name may contain anything (proc(5)).
            pid = int(Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[1])
    return False


def reaches_our_loopback(environ: Mapping[str, str]) -> bool:
    """Return whether a browser started here can open a page on our 127.0.0.1."""
    elsewhere = is_wsl(environ) or is_ssh(environ) or is_container(environ)
    return not (elsewhere or remote_editor(environ) or in_other_network())


def has_display(environ: Mapping[str, str]) -> bool:
    """Return whether the user would see a browser started here."""
    if sys.platform in ("darwin", "win32"):
        return not is_ssh(environ)
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def is_root() -> bool:
    """Return whether we run as root; a browser would then be root's and not the user's."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def remote_editor(environ: Mapping[str, str]) -> str | None:
    """Return the program with which an editor opens pages on its user's machine.

    VS Code sets `BROWSER` to one in its terminals on remote machines and in containers.
    """
    helper = environ.get("BROWSER", "")
    return helper if environ.get("VSCODE_IPC_HOOK_CLI") and os.access(helper, os.X_OK) else None


def fitting_workflow(environ: Mapping[str, str]) -> str:
    """Return the sign-in workflow that works here: `pkce` if a browser can connect back."""
    if is_ssh(environ) or is_wsl(environ) or is_container(environ) or not has_display(environ):
        return "device_code"
    return "pkce"


def parent_process() -> str | None:
    """Return `NAME (process PID)` of our parent process, if the system says."""
    pid = os.getppid()
    try:
        name = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        return f"process {pid}"
    return f"`{name}`, process {pid}"
