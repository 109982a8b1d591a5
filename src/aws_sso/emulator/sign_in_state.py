"""The OIDC service's state: clients, codes, sessions and tokens, with its rules for them."""

import math
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlsplit

from aws_sso.emulator.clock import Clock
from aws_sso.emulator.refusals import OidcRefusalError, PortalRefusalError
from aws_sso.emulator.sign_in_records import Client, Code, DeviceCode, Session

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
CODE_GRANT = "authorization_code"
REFRESH_GRANT = "refresh_token"
SCOPE = "sso:account:access"
ACCESS_SCOPES = ("account_access:read_only", "account_access:assume")
_CLIENT_LIFE = 90 * 86400
_DEVICE_CODE_LIFE = 600
_CODE_LIFE = 300
_TOKEN_LIFE_WITHOUT_SCOPE = 8 * 3600
_USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


@dataclass
class SignInState:
    """The whole state; times are seconds. `token_ttl` and `session_ttl` may change at any time."""

    clock: Clock
    start_urls: list[str]
    token_ttl: int = 3600
    session_ttl: int = 8 * 3600
    interval: int = 1
    clients: dict[str, Client] = field(default_factory=dict)
    device_codes: dict[str, DeviceCode] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    sessions: list[Session] = field(default_factory=list)
    access_tokens: dict[str, tuple[Session, float]] = field(default_factory=dict)
    refresh_tokens: dict[str, Session] = field(default_factory=dict)
    issued: list[str] = field(default_factory=list)
    """Every issued secret, for tests that look for leaks."""

    def register(
        self,
        name: str,
        kind: str,
        scopes: list[str],
        grants: list[str],
        redirects: list[str],
        issuer_url: str | None,
    ) -> Client:
        """RegisterClient."""
        if not name or not kind:
            raise OidcRefusalError(
                "InvalidRequestException", "clientName and clientType are required"
            )
        if kind != "public":
            raise OidcRefusalError("InvalidClientMetadataException", "clientType must be public")
        if not set(scopes) <= {SCOPE, *ACCESS_SCOPES}:
            raise OidcRefusalError("InvalidScopeException", "unknown scope")
        unknown = [g for g in grants if g not in (DEVICE_GRANT, CODE_GRANT, REFRESH_GRANT)]
        if unknown:
            raise OidcRefusalError("UnsupportedGrantTypeException", f"unknown grant {unknown[0]}")
        for redirect in redirects:
            parts = urlsplit(redirect)
            if parts.scheme != "http" or parts.hostname not in ("127.0.0.1", "::1"):
                raise OidcRefusalError(
                    "InvalidRedirectUriException", "redirects must go to loopback"
                )
        if issuer_url is not None:
            self._check_start_url(issuer_url)
        client = Client(
            secrets.token_urlsafe(16),
            self._secret("cs"),
            self.clock.now() + _CLIENT_LIFE,
            scopes,
            grants,
            redirects,
        )
        self.clients[client.client_id] = client
        return client

    def start_device(self, client_id: str, secret: str, start_url: str) -> DeviceCode:
        """StartDeviceAuthorization."""
        client = self._client(client_id, secret)
        if client.grants and DEVICE_GRANT not in client.grants:
            raise OidcRefusalError(
                "UnauthorizedClientException", "client is not registered for device codes"
            )
        self._check_start_url(start_url)
        letters = "".join(secrets.choice(_USER_CODE_LETTERS) for _ in range(8))
        device = DeviceCode(
            self._secret("dc"),
            f"{letters[:4]}-{letters[4:]}",
            client_id,
            self.clock.now() + _DEVICE_CODE_LIFE,
            self.interval,
        )
        self.device_codes[device.code] = device
        return device

    def decide_device(self, user_code: str, allow: bool) -> bool:
        """Record the user's decision; returns whether there is such a pending code."""
        for device in self.device_codes.values():
            if device.user_code == user_code.upper().strip() and device.answer is None:
                device.answer = allow
                return device.expires > self.clock.now()
        return False

    def authorize(self, client_id: str, redirect_uri: str, challenge: str) -> str:
        """Return a code for a client that the user has approved (RFC 7636)."""
        code = self._secret("ac")
        self.codes[code] = Code(client_id, redirect_uri, challenge, self.clock.now() + _CODE_LIFE)
        return code

    def check_authorize(self, client_id: str, redirect_uri: str) -> Client:
        """Return the client if it may redirect codes there."""
        client = self.clients.get(client_id)
        if client is None or client.expires < self.clock.now():
            raise OidcRefusalError("InvalidClientException", "unknown or expired client")
        if CODE_GRANT not in client.grants:
            raise OidcRefusalError(
                "UnauthorizedClientException", "client is not registered for authorization codes"
            )
        asked = urlsplit(redirect_uri)
        for known in map(urlsplit, client.redirects):
            # RFC 8252, section 7.3: the port may differ.
            if (asked.scheme, asked.hostname, asked.path) == (
                known.scheme,
                known.hostname,
                known.path,
            ):
                return client
        raise OidcRefusalError("InvalidRedirectUriException", "redirect_uri is not registered")

    def token_for_device(self, client_id: str, secret: str, code: str) -> dict[str, object]:
        """CreateToken with a device code (RFC 8628 section 3.5)."""
        client = self._client(client_id, secret)
        device = self.device_codes.get(code)
        if device is None or device.client_id != client_id:
            raise OidcRefusalError("InvalidGrantException", "unknown device code")
        now = self.clock.now()
        if device.expires < now:
            raise OidcRefusalError("ExpiredTokenException", "the device code has expired")
        too_soon = now - device.polled < device.interval * 0.9
        device.polled = now
        if device.answer is None:
            if too_soon:
                device.interval += 5
                raise OidcRefusalError("SlowDownException", "polling too fast")
            raise OidcRefusalError("AuthorizationPendingException", "not decided yet")
        del self.device_codes[code]
        if not device.answer:
            raise OidcRefusalError("AccessDeniedException", "the user denied it")
        return self._tokens(self._new_session(client))

    def token_for_code(
        self, client_id: str, secret: str, code: str, redirect_uri: str, verifier: str
    ) -> dict[str, object]:
        """CreateToken with an authorization code and its verifier."""
        client = self._client(client_id, secret)
        entry = self.codes.pop(code, None)
        if entry is None or entry.expires < self.clock.now() or entry.client_id != client_id:
            raise OidcRefusalError("InvalidGrantException", "unknown, used or expired code")
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if entry.redirect_uri != redirect_uri or entry.challenge != challenge:
            raise OidcRefusalError("InvalidGrantException", "redirectUri or codeVerifier is wrong")
        return self._tokens(self._new_session(client))

    def token_for_refresh(self, client_id: str, secret: str, token: str) -> dict[str, object]:
        """CreateToken with a refresh token."""
        self._client(client_id, secret)
        session = self.refresh_tokens.get(token)
        if session is None or session.client_id != client_id or not self._lives(session):
            raise OidcRefusalError("InvalidGrantException", "the session has expired")
        return self._tokens(session)

    def check_token(self, token: str) -> Session:
        """Return an access token's session; raises PortalRefusalError if it is not valid."""
        entry = self.access_tokens.get(token)
        if entry is None or entry[1] <= self.clock.now() or not self._lives(entry[0]):
            raise PortalRefusalError("UnauthorizedException", "Session token not found or invalid")
        return entry[0]

    def scopes_of(self, session: Session) -> list[str]:
        """Return what a session's tokens may be used for; nothing once its client is forgotten."""
        client = self.clients.get(session.client_id)
        return client.scopes if client else []

    def end_session(self, session: Session) -> None:
        """Logout: invalidates all tokens of the session."""
        session.over = True

    def end_all_sessions(self) -> None:
        """End every session, as an administrator can."""
        for session in self.sessions:
            session.over = True

    def expire_access_tokens(self) -> None:
        """Expire every access token early; refresh tokens stay valid."""
        self.access_tokens.clear()

    def _client(self, client_id: str, secret: str) -> Client:
        client = self.clients.get(client_id)
        if client is None or not secrets.compare_digest(client.secret.encode(), secret.encode()):
            raise OidcRefusalError("InvalidClientException", "unknown client or wrong secret")
        if client.expires < self.clock.now():
            raise OidcRefusalError("InvalidClientException", "the registration has expired")
        return client

    def _check_start_url(self, url: str) -> None:
        plain = url.split("#")[0].rstrip("/")
        if plain not in [known.split("#")[0].rstrip("/") for known in self.start_urls]:
            raise OidcRefusalError("InvalidRequestException", f"unknown start URL {url}")

    def _new_session(self, client: Client) -> Session:
        refreshable = SCOPE in client.scopes
        ends = self.clock.now() + (self.session_ttl if refreshable else _TOKEN_LIFE_WITHOUT_SCOPE)
        session = Session(client.client_id, ends, refreshable)
        self.sessions.append(session)
        return session

    def _lives(self, session: Session) -> bool:
        return not session.over and session.ends > self.clock.now()

    def _tokens(self, session: Session) -> dict[str, object]:
        life = self.token_ttl if session.refreshable else _TOKEN_LIFE_WITHOUT_SCOPE
        life = math.ceil(min(life, session.ends - self.clock.now()))
        access = self._secret("at")
        self.access_tokens[access] = (session, self.clock.now() + life)
        answer: dict[str, object] = {
            "accessToken": access,
            "tokenType": "Bearer",
            "expiresIn": life,
        }
        if session.refreshable:
            refresh = self._secret("rt")
            self.refresh_tokens[refresh] = session
            answer["refreshToken"] = refresh
        return answer

    def _secret(self, kind: str) -> str:
        value = f"emulated-{kind}-{secrets.token_urlsafe(32)}"
        self.issued.append(value)
        return value
