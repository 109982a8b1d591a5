"""Errors with which AWS's services refuse a call.

They are apart from the other errors, because most commands call no service.
"""

from aws_sso.errors import SsoError


class ConsoleRefusedError(SsoError):
    """The console's sign-in rejected the credentials or the requested duration."""


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
