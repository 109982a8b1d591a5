"""Detects the user's shell."""

import os

from aws_sso.annotations import Mapping


def detect_shell(environ: Mapping[str, str]) -> str | None:
    """Return the name of the shell that started us, else of `$SHELL`, else None."""
    import shellingham

    try:
        return str(shellingham.detect_shell()[0])
    except (shellingham.ShellDetectionFailure, OSError):
        shell = environ.get("SHELL")
        return os.path.basename(shell) if shell else None


def users_shell(environ: Mapping[str, str]) -> str:
    """Return the path of the shell to start for the user."""
    import shellingham

    if os.name != "posix":
        return environ.get("COMSPEC", "cmd.exe")
    try:
        _, path = shellingham.detect_shell()
    except (shellingham.ShellDetectionFailure, OSError):
        path = ""
    # A detected login shell may have a name like `-zsh`; only a path can be run.
    return path if os.path.isabs(path) else environ.get("SHELL") or "/bin/sh"
