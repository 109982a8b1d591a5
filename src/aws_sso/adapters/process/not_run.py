"""Commands that could not be started."""

from aws_sso.annotations import Sequence
from aws_sso.domain.text.messages import CHECK_PATH, command_not_found
from aws_sso.errors import SsoError


class CommandNotRunError(SsoError):
    """A command could not be started; the exit code is the one that shells use."""

    def __init__(self, message: str, hint: str, exit_code: int) -> None:
        super().__init__(message, hint)
        self.exit_code = exit_code


def not_run(command: Sequence[str], error: OSError | ValueError) -> CommandNotRunError:
    """Return the error for a command that the system did not start.

    Its exit code is 127 if there is no such program, and 126 if it cannot be run (POSIX, "Shell
    Command Language" 2.8.2).
    """
    if isinstance(error, FileNotFoundError):
        return CommandNotRunError(command_not_found(command[0]), CHECK_PATH, 127)
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return CommandNotRunError(f"cannot run `{command[0]}`: {reason}", "check its permissions", 126)
