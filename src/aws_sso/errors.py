"""Errors meant for the person reading them: what failed, and what to do next.

Every error that this program raises on purpose is an `SsoError`. The command line turns it into
`error: MESSAGE`, a `hint: …` line if there is a remedy, and the exit code.
"""

FAILURE = 1
WRONG_USAGE = 2
EXPIRED = 3
"""Used by `status` only: the shell's credentials have expired."""
INTERRUPTED = 130


class SsoError(Exception):
    """A failure for the user: the message, a `hint` what to do, and the `exit_code`."""

    exit_code = FAILURE

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        """Let it go to another process whole, whatever its `__init__` takes."""
        return _made_again, (type(self), self.args, self.__dict__)


def _made_again(
    kind: type[SsoError], args: tuple[object, ...], fields: dict[str, object]
) -> SsoError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(fields)
    return error


class UsageError(SsoError):
    """The command line is invalid."""

    exit_code = WRONG_USAGE


class ConfigError(SsoError):
    """config.yaml, or a variable that replaces a setting, is unusable."""


class UnsafeFileError(SsoError):
    """The owner or permissions of a file or folder give others access."""


class FileAccessError(SsoError):
    """A file cannot be read or written; never treated as an empty file.

    `os_error` is the system's error, if that was the cause.
    """

    def __init__(
        self, message: str, hint: str | None = None, os_error: OSError | None = None
    ) -> None:
        super().__init__(message, hint)
        self.os_error = os_error


class LockTimeoutError(SsoError):
    """Another process held a lock for too long."""


class StoreError(SsoError):
    """The store of the vault's keys is unusable."""


class WrongPasswordError(StoreError):
    """The password does not unlock the vault."""


class PasswordNeededError(StoreError):
    """A password is needed, and there is no way to ask for it."""


class OutputError(SsoError):
    """The output cannot be written to stdout."""


class ReaderGoneError(OutputError):
    """The reader of our stdout has closed it, as `head` does."""


class NetworkError(SsoError):
    """A server could not be reached or did not answer as expected."""


class UnreachableError(NetworkError):
    """Nobody answers there: a retry at once is useless, another region may help."""


class AnswerError(NetworkError):
    """A server's answer is not valid for its kind."""


class PassingNetworkError(NetworkError):
    """A network failure that a retry may solve: a timeout, a lost connection."""


class SignInNeededError(SsoError):
    """Not signed in, and a sign-in cannot be started here."""


class SignInFailedError(SsoError):
    """A sign-in ended without a token."""


class SignInUnansweredError(SignInFailedError):
    """A sign-in page expired without an answer."""


class PickerLeftError(SsoError):
    """The user left the picker without picking a role."""

    exit_code = INTERRUPTED


class RoleNotFoundError(SsoError):
    """No role, or more than one, matches the choice."""


class RoleDeniedError(SsoError):
    """AWS does not (or no longer) give this user credentials for the role."""


class ScopeRefusedError(SsoError):
    """AWS did not narrow credentials as requested; wider ones must not replace them."""


class MissingLibraryError(SsoError):
    """A library is needed that is not installed."""


class SlotEmptyError(SsoError):
    """The slot of the credential server is empty."""


class SlotExpiredError(SsoError):
    """The credentials loaded into a slot of the credential server have expired."""
