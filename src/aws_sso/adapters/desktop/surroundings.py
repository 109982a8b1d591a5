"""Where we run: what kind of machine and session, and who started us."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def is_wsl(environ: Mapping[str, str]) -> bool:
    """Tell whether this is Linux within Windows."""
    return "WSL_DISTRO_NAME" in environ


def is_container(environ: Mapping[str, str]) -> bool:
    """Tell whether this is a container, by the marks that Docker, Podman and editors leave."""
    if any(name in environ for name in ("REMOTE_CONTAINERS", "CODESPACES", "container")):
        return True
    return Path("/.dockerenv").exists() or Path("/run/.containerenv").exists()


def is_ssh(environ: Mapping[str, str]) -> bool:
    """Tell whether somebody came here by SSH."""
    return bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))


def in_other_network() -> bool:
    """Tell whether we are in another network namespace than those who started us, on Linux.

    Then the desktop's browser is not on our loopback: `ip netns exec`, `unshare --net`, sandboxes.
    """
    with suppress(OSError, ValueError, IndexError):
        ours, pid = os.readlink("/proc/self/ns/net"), os.getppid()
        while pid > 1:
            with suppress(PermissionError):
                if os.readlink(f"/proc/{pid}/ns/net") != ours:
                    return True
            # pid (name) state parent …; the name may hold anything (proc(5)).
            pid = int(Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[1])
    return False


def reaches_our_loopback(environ: Mapping[str, str]) -> bool:
    """Tell whether a browser that we start here can open a page on 127.0.0.1 of ours."""
    elsewhere = is_wsl(environ) or is_ssh(environ) or is_container(environ)
    return not (elsewhere or remote_editor(environ) or in_other_network())


def has_display(environ: Mapping[str, str]) -> bool:
    """Tell whether a browser started here would be seen by the user."""
    if sys.platform in ("darwin", "win32"):
        return not is_ssh(environ)
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def is_root() -> bool:
    """Tell whether we run as root, so that a browser would be root's and not the user's."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def remote_editor(environ: Mapping[str, str]) -> str | None:
    """Return the program by which an editor opens pages on the machine that its user sits at.

    VS Code, in its terminals on remote machines and in containers, sets `BROWSER` to one.
    """
    helper = environ.get("BROWSER", "")
    return helper if environ.get("VSCODE_IPC_HOOK_CLI") and os.access(helper, os.X_OK) else None


def fitting_workflow(environ: Mapping[str, str]) -> str:
    """Return the sign-in workflow that works here: `pkce` where a browser can come back."""
    if is_ssh(environ) or is_wsl(environ) or is_container(environ) or not has_display(environ):
        return "device_code"
    return "pkce"


def parent_process() -> str | None:
    """Return `NAME (process PID)` of the process that started us, where the system tells."""
    pid = os.getppid()
    try:
        name = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        return f"process {pid}"
    return f"`{name}`, process {pid}"
