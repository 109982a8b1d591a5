"""The OIDC service: RegisterClient, StartDeviceAuthorization, CreateToken."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aws_sso.emulator.refusals import OidcRefusalError
from aws_sso.emulator.sign_in_state import (
    CODE_GRANT,
    DEVICE_GRANT,
    REFRESH_GRANT,
    SignInState,
)
from aws_sso.emulator.world import World


class OidcService:
    """The three calls that clients make; for the person's part, see `SignInPages`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._state = world.sign_in

    def routes(self) -> list[Route]:
        """Return the routes of the three calls."""
        return [
            Route("/client/register", self.register_client, methods=["POST"]),
            Route("/device_authorization", self.start_device_authorization, methods=["POST"]),
            Route("/token", self.create_token, methods=["POST"]),
        ]

    async def register_client(self, request: Request) -> Response:
        """RegisterClient."""
        fields = await self._body(request, "RegisterClient")
        client = self._state.register(
            _text(fields, "clientName"),
            _text(fields, "clientType"),
            _texts(fields, "scopes"),
            _texts(fields, "grantTypes"),
            _texts(fields, "redirectUris"),
            fields.get("issuerUrl"),
        )
        now = int(self._world.clock.now())
        return JSONResponse(
            {
                "clientId": client.client_id,
                "clientSecret": client.secret,
                "clientIdIssuedAt": now,
                "clientSecretExpiresAt": int(client.expires),
            }
        )

    async def start_device_authorization(self, request: Request) -> Response:
        """StartDeviceAuthorization."""
        fields = await self._body(request, "StartDeviceAuthorization")
        device = self._state.start_device(
            _text(fields, "clientId"), _text(fields, "clientSecret"), _text(fields, "startUrl")
        )
        if self._world.auto_approve:
            device.answer = True
        page = f"{self._world.base_url}/device"
        return JSONResponse(
            {
                "deviceCode": device.code,
                "userCode": device.user_code,
                "verificationUri": page,
                "verificationUriComplete": f"{page}?user_code={device.user_code}",
                "expiresIn": int(device.expires - self._world.clock.now()),
                "interval": device.interval,
            }
        )

    async def create_token(self, request: Request) -> Response:
        """CreateToken, for each grant."""
        fields = await self._body(request, "CreateToken")
        return JSONResponse(_created_token(self._state, fields))

    async def _body(self, request: Request, operation: str) -> dict[str, Any]:
        await self._world.traffic.let_through(operation)
        try:
            fields = await request.json()
        except ValueError:
            fields = None
        if not isinstance(fields, dict):
            raise OidcRefusalError("InvalidRequestException", "the body is not a JSON object")
        return fields


def _created_token(state: SignInState, fields: dict[str, Any]) -> dict[str, object]:
    client, secret = _text(fields, "clientId"), _text(fields, "clientSecret")
    grant = _text(fields, "grantType")
    if grant == DEVICE_GRANT:
        return state.token_for_device(client, secret, _text(fields, "deviceCode"))
    if grant == CODE_GRANT:
        return state.token_for_code(
            client,
            secret,
            _text(fields, "code"),
            _text(fields, "redirectUri"),
            _text(fields, "codeVerifier"),
        )
    if grant == REFRESH_GRANT:
        return state.token_for_refresh(client, secret, _text(fields, "refreshToken"))
    raise OidcRefusalError("UnsupportedGrantTypeException", f"unknown grant type {grant}")


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise OidcRefusalError("InvalidRequestException", f"{name} is missing")
    return value


def _texts(fields: dict[str, Any], name: str) -> list[str]:
    value = fields.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise OidcRefusalError("InvalidRequestException", f"{name} is not a list of strings")
    return value
