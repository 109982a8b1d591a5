"""The records of `SignInState`; times are Unix seconds."""

from dataclasses import dataclass


@dataclass
class Client:
    """A registered client."""

    client_id: str
    secret: str
    expires: float
    scopes: list[str]
    grants: list[str]
    redirects: list[str]


@dataclass
class DeviceCode:
    """A pending device authorization; `answer` is None until the user decides."""

    code: str
    user_code: str
    client_id: str
    expires: float
    interval: int
    answer: bool | None = None
    polled: float = 0.0


@dataclass
class Code:
    """An authorization code, valid for one use."""

    client_id: str
    redirect_uri: str
    challenge: str
    expires: float


@dataclass
class Session:
    """A user's sign-in session; all its tokens end with it."""

    client_id: str
    ends: float
    refreshable: bool
    over: bool = False
