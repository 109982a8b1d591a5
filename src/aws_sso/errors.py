"""Errors meant for the person reading them: what failed, and what to do next.

Every error this program raises on purpose is an `SsoError`. The command line turns it into
`error: MESSAGE`, a line `hint: …` where there is a remedy, and the exit code.
"""

FAILURE = 1
WRONG_USAGE = 2
EXPIRED = 3
"""Only of `status`: the shell's credentials have expired."""
INTERRUPTED = 130


class SsoError(Exception):
    """A failure explained: what failed, in `hint` what to do, in `exit_code` how to end."""

    exit_code = FAILURE

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(SsoError):
    """The command line asks for something that makes no sense."""

    exit_code = WRONG_USAGE


class ConfigError(SsoError):
    """config.yaml, or a variable standing in for it, cannot be used as it is."""


class UnsafeFileError(SsoError):
    """A file or folder has an owner or permissions that let somebody else in."""


class FileAccessError(SsoError):
    """A file cannot be read or written; never the same as an empty one.

    `os_error` is what the system said, if it was that.
    """

    def __init__(
        self, message: str, hint: str | None = None, os_error: OSError | None = None
    ) -> None:
        super().__init__(message, hint)
        self.os_error = os_error


class LockTimeoutError(SsoError):
    """Another process kept a lock for longer than we wait."""


class StoreError(SsoError):
    """The store that holds the vault's keys cannot be used."""


class WrongPasswordError(StoreError):
    """The vault's password does not open it."""


class PasswordNeededError(StoreError):
    """A password is needed and there is nobody to ask."""


class OutputError(SsoError):
    """What was asked for cannot be written to stdout."""


class ReaderGoneError(OutputError):
    """Whoever read our stdout went away, as `head` does."""


class NetworkError(SsoError):
    """A server could not be reached, or did not speak as expected."""


class AnswerError(NetworkError):
    """A server answered with something that an answer of its kind cannot be."""


class PassingNetworkError(NetworkError):
    """A failure of the network that may be gone at the next try: a timeout, a lost connection."""


class SignInNeededError(SsoError):
    """There is no usable SSO session, and none may be started here."""


class SignInFailedError(SsoError):
    """A sign-in was tried and ended without a token."""


class PickerLeftError(SsoError):
    """The user left the picker without choosing."""

    exit_code = INTERRUPTED


class RoleNotFoundError(SsoError):
    """No role, or no single role, answers to the choice made."""


class RoleDeniedError(SsoError):
    """AWS does not let this user have that role's credentials (any more)."""


class ScopeRefusedError(SsoError):
    """AWS does not narrow credentials as asked; nothing wider may stand in for them."""


class ConsoleRefusedError(SsoError):
    """The console's sign-in does not accept the credentials, or the duration asked for."""


class SlotEmptyError(SsoError):
    """Nothing is in that slot of the credential server."""


class SlotExpiredError(SsoError):
    """What was loaded into a slot of the credential server is over."""


class OidcRefusedError(SsoError):
    """The OIDC service answered with an error.

    `code` is the OAuth error code: RFC 6749 section 5.2, RFC 8628 section 3.5, or one that
    the service adds, for instance `invalid_client`.
    """

    def __init__(self, code: str, description: str, hint: str | None = None) -> None:
        said = f"{code}: {description}" if description and description != code else code
        super().__init__(f"the sign-in service refused: {said}", hint)
        self.code = code
        self.description = description


class ServiceRefusedError(SsoError):
    """A service of AWS answered with an error; `status` is the HTTP status, `code` the AWS name.

    `retry_after` is how many seconds it asks to be left alone, if it says.
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
        """Too many calls in too short a time: worth trying again later."""
        return self.status == 429

    @property
    def is_temporary(self) -> bool:
        """Throttled, or a fault on the server's side."""
        return self.is_throttled or self.status >= 500


class PortalRefusedError(ServiceRefusedError):
    """The SSO portal answered with an error."""

    service = "the SSO portal"

    @property
    def is_unauthorized(self) -> bool:
        """The token is not accepted (any more)."""
        return self.status == 401


class StsRefusedError(ServiceRefusedError):
    """STS answered with an error that may pass; one that says no to the user is another kind."""

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
        """Too many calls in too short a time; STS says so with status 400.

        The codes are those that botocore retries (`botocore/retries/standard.py`).
        """
        return super().is_throttled or self.code in self._THROTTLED

    @property
    def is_temporary(self) -> bool:
        """Throttled, too slow, or a fault on the server's side."""
        return super().is_temporary or self.code in self._TIMED_OUT
