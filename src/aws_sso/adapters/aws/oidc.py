"""The OIDC service of Identity Center (botocore's model `sso-oidc`): unsigned JSON calls."""

from urllib.parse import quote, urlencode

from aws_sso.adapters.aws.answers import LATEST, Fields, one_line
from aws_sso.adapters.aws.https import Answer, Https
from aws_sso.annotations import Any, Callable, Sequence
from aws_sso.domain.aws.endpoints import Endpoint
from aws_sso.domain.frozen import replace
from aws_sso.domain.session.device import DeviceAuthorization
from aws_sso.domain.session.token import ACCOUNT_SCOPES, ClientRegistration, Token
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import AnswerError
from aws_sso.refusals import OidcRefusedError

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
PKCE_REDIRECT = "http://127.0.0.1/oauth/callback"
_LONGEST_TOKEN = 100 * 365 * 86400
_LONGEST_CODE = 86400
_LONGEST_INTERVAL, _USUAL_INTERVAL = 600, 5  # RFC 8628, section 3.2
_GRANTS = {
    "pkce": ["authorization_code", "refresh_token"],
    "device_code": [DEVICE_GRANT, "refresh_token"],
}


class OidcClient:
    """Client for one instance's OIDC service.

    `endpoint` is its endpoint, `portal` the portal that tokens are for. All calls raise
    NetworkError, and OidcRefusedError with the OAuth error code.
    """

    def __init__(
        self,
        https: Https,
        endpoint: Endpoint,
        portal: Endpoint,
        start_url: str,
        now: Callable[[], float],
        scopes: Sequence[str] = ACCOUNT_SCOPES,
        access: Endpoint | None = None,
    ) -> None:
        self._https = https
        self._endpoint = endpoint
        self._portal = portal.identity
        self._start_url = start_url
        self._now = now
        self._scopes = tuple(scopes)
        self._access = access.identity if access else None

    @property
    def issuer(self) -> str:
        """The identity of the service; everything it issues is bound to it."""
        return self._endpoint.identity

    def register(self, workflow: str) -> ClientRegistration:
        """RegisterClient for a workflow, `pkce` or `device_code`, with the scope for renewal."""
        body: dict[str, Any] = {
            "clientName": "aws-sso",
            "clientType": "public",
            "scopes": list(self._scopes),
            "grantTypes": _GRANTS[workflow],
            "issuerUrl": self._start_url,
        }
        if workflow == "pkce":
            body["redirectUris"] = [PKCE_REDIRECT]
        fields = self._post("/client/register", body)
        return ClientRegistration(
            fields.identifier("clientId"),
            fields.secret("clientSecret"),
            fields.whole("clientSecretExpiresAt", 0, LATEST),
            self.issuer,
            self._start_url,
            workflow,
            self._scopes,
        )

    def start_device(self, client: ClientRegistration) -> DeviceAuthorization:
        """StartDeviceAuthorization: the code to show and the code to poll with."""
        fields = self._post(
            "/device_authorization",
            {
                "clientId": client.client_id,
                "clientSecret": client.client_secret.reveal(),
                "startUrl": self._start_url,
            },
        )
        return DeviceAuthorization(
            fields.secret("deviceCode"),
            fields.line("userCode"),
            fields.web_page("verificationUri"),
            fields.optional_web_page("verificationUriComplete"),
            fields.whole("expiresIn", 1, _LONGEST_CODE),
            fields.whole("interval", 0, _LONGEST_INTERVAL, otherwise=_USUAL_INTERVAL),
        )

    def token_for_device(self, client: ClientRegistration, device: DeviceAuthorization) -> Token:
        """CreateToken for a device code; `authorization_pending` means "not yet"."""
        return self._token(
            client, {"grantType": DEVICE_GRANT, "deviceCode": device.device_code.reveal()}
        )

    def token_for_code(
        self, client: ClientRegistration, code: Secret, redirect_uri: str, verifier: Secret
    ) -> Token:
        """CreateToken for the code that the browser brought back (RFC 7636)."""
        return self._token(
            client,
            {
                "grantType": "authorization_code",
                "code": code.reveal(),
                "redirectUri": redirect_uri,
                "codeVerifier": verifier.reveal(),
            },
        )

    def renewed(self, token: Token) -> Token:
        """CreateToken for a refresh token; `invalid_grant` means that the session has expired."""
        assert token.refresh_token is not None, "only tokens with a refresh token can be renewed"
        fresh = self._token(
            token.registration,
            {"grantType": "refresh_token", "refreshToken": token.refresh_token.reveal()},
        )
        if fresh.refresh_token is None:
            # RFC 6749, section 6: without a new one, the old one stays valid.
            return replace(fresh, refresh_token=token.refresh_token)
        return fresh

    def authorize_url(
        self, client: ClientRegistration, redirect_uri: str, state: str, challenge: str
    ) -> str:
        """Return the page where the user approves the sign-in; treat it as a secret."""
        query = urlencode(
            {
                "response_type": "code",
                "client_id": client.client_id,
                "redirect_uri": redirect_uri,
                "state": state,
                "code_challenge_method": "S256",
                "scopes": " ".join(client.scopes),
                "code_challenge": challenge,
            },
            quote_via=quote,
        )
        return str(replace(self._endpoint.url.at("/authorize"), query=query))

    def _token(self, client: ClientRegistration, grant: dict[str, Any]) -> Token:
        asked = int(self._now())
        fields = self._post(
            "/token",
            {
                "clientId": client.client_id,
                "clientSecret": client.client_secret.reveal(),
                **grant,
            },
        )
        return Token(
            fields.secret("accessToken"),
            fields.optional_secret("refreshToken"),
            asked,
            asked + fields.whole("expiresIn", 0, _LONGEST_TOKEN),
            self.issuer,
            self._portal,
            self._start_url,
            client,
            self._access,
        )

    def _post(self, path: str, body: dict[str, Any]) -> Fields:
        answer = self._https.call("POST", self._endpoint.url.at(path), body=body)
        if answer.status == 200:
            return Fields(answer.origin, answer.json())
        raise _refusal(answer)


def _refusal(answer: Answer) -> OidcRefusedError | AnswerError:
    try:
        fields = answer.json()
    except AnswerError as error:
        if answer.status < 500:
            return error
        fields = {}  # A page from a gateway in between; it says no more than the status.
    code = one_line(fields.get("error"))
    if not code:
        # Errors from other parts of the service have only the name of an exception.
        name = answer.headers.get("x-amzn-errortype", "").split(":")[0].removesuffix("Exception")
        code = "".join(f"_{c.lower()}" if c.isupper() else c for c in one_line(name)).lstrip("_")
    if not code:
        code = "server_error" if answer.status >= 500 else f"http_{answer.status}"
    return OidcRefusedError(
        code, one_line(fields.get("error_description") or fields.get("message"))
    )
