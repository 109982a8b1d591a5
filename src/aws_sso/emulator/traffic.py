"""Traffic control for every call: counting, latency, rate limit, and requested faults."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from aws_sso.emulator.refusals import (
    OIDC_ERRORS,
    AccessRefusalError,
    OidcRefusalError,
    PortalRefusalError,
)

OIDC_OPERATIONS = ("RegisterClient", "StartDeviceAuthorization", "CreateToken")
PORTAL_OPERATIONS = ("ListAccounts", "ListAccountRoles", "GetRoleCredentials", "Logout")
ACCESS_OPERATIONS = ("access:ListRoles", "access:GetRoleCredentials")
"""Of Account Access; the portal has a GetRoleCredentials too."""
STS_OPERATIONS = ("AssumeRole", "GetCallerIdentity", "GetScopedCredentials")


_OPERATIONS = (*OIDC_OPERATIONS, *PORTAL_OPERATIONS, *STS_OPERATIONS, *ACCESS_OPERATIONS)


class DroppedConnectionError(Exception):
    """The call gets no answer."""


class SignedFaultError(Exception):
    """A signed call is refused with a requested error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass
class Fault:
    """A fault for calls of one operation: the `nth` from now on (1 is the next), `count` times.

    `error` is the name of an AWS exception, or `drop` to close the connection.
    """

    operation: str
    error: str
    nth: int = 1
    count: int = 1
    message: str = "a requested fault"
    retry_after: float | None = None

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> "Fault":
        """Parse a fault; raises ValueError if it is not valid."""
        fault = cls(**fields)
        if fault.operation not in _OPERATIONS:
            raise ValueError(f"no such operation: {fault.operation}")
        return fault


class BrokenOffResponse(Response):
    """Promises more than it sends, so that the client sees the connection break."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-length", b"1000"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": False})


@dataclass
class Traffic:
    """Counts and slows calls; `rate` is in portal calls per second, 0 for no limit."""

    rate: float = 0.0
    latency: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    monotonic: Callable[[], float] = time.monotonic
    _tokens: float = float("inf")
    _filled: float = 0.0

    async def let_through(self, operation: str) -> None:
        """Count a call, delay it, and raise its refusal, if any."""
        self.counts[operation] += 1
        if self.latency:
            await asyncio.sleep(self.latency)
        self._fault(operation)
        if operation in PORTAL_OPERATIONS and self.rate and not self._take_token():
            self.refused[operation] += 1
            raise PortalRefusalError("TooManyRequestsException", "Rate exceeded", 1)

    def reset(self) -> None:
        """Reset the counts."""
        self.counts.clear()
        self.refused.clear()

    def _fault(self, operation: str) -> None:
        for fault in self.faults:
            if fault.operation != operation or fault.count <= 0:
                continue
            fault.nth -= 1
            if fault.nth > 0:
                continue
            fault.count -= 1
            self.refused[operation] += 1
            if fault.error == "drop":
                raise DroppedConnectionError
            if operation in STS_OPERATIONS:
                raise SignedFaultError(fault.error, fault.message)
            if operation in ACCESS_OPERATIONS:
                raise AccessRefusalError(fault.error, fault.message)
            if operation in OIDC_OPERATIONS and fault.error in OIDC_ERRORS:
                raise OidcRefusalError(fault.error, fault.message)
            raise PortalRefusalError(fault.error, fault.message, fault.retry_after)

    def _take_token(self) -> bool:
        """A token bucket that holds one second's worth of calls."""
        now = self.monotonic()
        full = max(1.0, self.rate)
        self._tokens = min(full, self._tokens + (now - self._filled) * self.rate)
        self._filled = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True
