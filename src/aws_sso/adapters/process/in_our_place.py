"""Running the user's command in place of this process."""

import contextlib
import os
import sys

from aws_sso.adapters.process.environment import PASSWORD, for_children
from aws_sso.annotations import Iterator, Mapping, Sequence
from aws_sso.domain.text.messages import CHECK_PATH, command_not_found
from aws_sso.errors import SsoError


class CommandNotRunError(SsoError):
    """A command could not be started; the exit code is the one that shells use."""

    def __init__(self, message: str, hint: str, exit_code: int) -> None:
        super().__init__(message, hint)
        self.exit_code = exit_code


def run_in_our_place(
    command: Sequence[str], environ: Mapping[str, str], *, with_password: bool = False
) -> int:
    """Replace this process with `command`, so that it gets signals and the terminal directly.

    It does not see the vault's password, unless `with_password`. If the system cannot replace a
    process, run the command and return its exit code. Raises CommandNotRunError with 127 if there
    is no such program, and 126 if it cannot be run (POSIX, "Shell Command Language" 2.8.2).
    """
    sys.stdout.flush()
    sys.stderr.flush()
    password = {PASSWORD: environ[PASSWORD]} if with_password and PASSWORD in environ else {}
    with explained(command):
        if os.name == "posix":
            os.execvpe(command[0], list(command), for_children(environ, **password))  # noqa: S606
        own = for_children(environ, **password)
        import subprocess  # Imported here: where it is not needed, it is a tenth of an `exec`.

        return subprocess.run(list(command), env=own, check=False).returncode
    raise AssertionError("not reached")


@contextlib.contextmanager
def explained(command: Sequence[str]) -> Iterator[None]:
    """Translate an error that prevented a command from starting."""
    try:
        yield
    except FileNotFoundError:
        raise CommandNotRunError(command_not_found(command[0]), CHECK_PATH, 127) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CommandNotRunError(
            f"cannot run `{command[0]}`: {reason}", "check its permissions", 126
        ) from None
