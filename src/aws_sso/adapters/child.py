"""Running the user's command in our place."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from aws_sso.errors import SsoError


class CommandNotRunError(SsoError):
    """A command could not be started; the exit code is the one that shells use for it."""

    def __init__(self, message: str, hint: str, exit_code: int) -> None:
        super().__init__(message, hint)
        self.exit_code = exit_code


def run_in_our_place(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Replace this process with `command`, so that signals and the terminal reach it directly.

    Where the system cannot replace a process, run it and return its exit code. Raises
    CommandNotRunError with 127 if there is no such program and 126 if it cannot be run
    (POSIX, "Shell Command Language" 2.8.2).
    """
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        if os.name == "posix":
            os.execvpe(command[0], list(command), dict(environ))  # noqa: S606
        return subprocess.run(list(command), env=dict(environ), check=False).returncode
    except FileNotFoundError:
        raise CommandNotRunError(
            f"there is no command `{command[0]}`", "check its name and your `PATH`", 127
        ) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CommandNotRunError(
            f"`{command[0]}` cannot be run: {reason}", "check its permissions", 126
        ) from None
