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


class ConsoleRefusedError(SsoError):
    """The console's sign-in rejected the credentials or the requested duration."""


class SlotEmptyError(SsoError):
    """The slot of the credential server is empty."""


class SlotExpiredError(SsoError):
    """The credentials loaded into a slot of the credential server have expired."""


class OidcRefusedError(SsoError):
    """The OIDC service answered with an error.

    `code` is the OAuth error code: from RFC 6749, section 5.2; RFC 8628, section 3.5; or the
    service's own, such as `invalid_client`.
    """

    def __init__(self, code: str, description: str, hint: str | None = None) -> None:
        said = f"{code}: {description}" if description and description != code else code
        super().__init__(f"the sign-in service refused: {said}", hint)
        self.code = code
        self.description = description


class ServiceRefusedError(SsoError):
    """An AWS service answered with an error: the HTTP `status`, and AWS's `code`.

    `retry_after` is the number of seconds to wait, if the service says.
    """

    service = "AWS"

    def __init__(
        self,
        status: int,
        code: str,
        text: str,
        retry_after: float | None = None,
        hint: str | None = None,
    ) -> None:
        said = f"{code}: {text}" if text else code
        super().__init__(f"{self.service} refused ({status}): {said}", hint)
        self.status = status
        self.code = code
        self.retry_after = retry_after

    @property
    def is_throttled(self) -> bool:
        """Too many calls in a short time: worth a retry later."""
        return self.status == 429

    @property
    def is_temporary(self) -> bool:
        """Throttled, or a server-side failure."""
        return self.is_throttled or self.status >= 500


class PortalRefusedError(ServiceRefusedError):
    """The SSO portal answered with an error."""

    service = "the SSO portal"

    @property
    def is_unauthorized(self) -> bool:
        """The token is not (or no longer) accepted."""
        return self.status == 401


class AccessRefusedError(PortalRefusedError):
    """Account Access answered with an error."""

    service = "Account Access"


class StsRefusedError(ServiceRefusedError):
    """STS answered with a temporary error; refusals for the user have another class."""

    service = "STS"
    _THROTTLED = frozenset(
        {
            *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled"),
            *("RequestThrottledException", "RequestLimitExceeded", "TooManyRequestsException"),
            "SlowDown",
        }
    )
    _TIMED_OUT = frozenset({"RequestTimeout", "RequestTimeoutException"})

    @property
    def is_throttled(self) -> bool:
        """Too many calls in a short time, which STS reports with status 400.

        The codes are the ones that botocore retries (`botocore/retries/standard.py`).
        """
        return super().is_throttled or self.code in self._THROTTLED

    @property
    def is_temporary(self) -> bool:
        """Throttled, too slow, or a server-side failure."""
        return super().is_temporary or self.code in self._TIMED_OUT
