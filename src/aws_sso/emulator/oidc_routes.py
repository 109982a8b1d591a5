"""The OIDC service: RegisterClient, StartDeviceAuthorization, CreateToken, and its pages."""

import html
from typing import Any
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from aws_sso.emulator import pages
from aws_sso.emulator.refusals import OidcRefusalError
from aws_sso.emulator.sign_in_state import (
    CODE_GRANT,
    DEVICE_GRANT,
    REFRESH_GRANT,
    SignInState,
)
from aws_sso.emulator.world import World

_AUTHORIZE_FIELDS = (
    "response_type",
    "client_id",
    "redirect_uri",
    "state",
    "code_challenge_method",
    "code_challenge",
    "scopes",
)


def oidc_routes(world: World) -> list[Route]:
    """Return the routes of the OIDC service."""
    state = world.sign_in

    async def register_client(request: Request) -> Response:
        fields = await _body(request, "RegisterClient")
        client = state.register(
            _text(fields, "clientName"),
            _text(fields, "clientType"),
            _texts(fields, "scopes"),
            _texts(fields, "grantTypes"),
            _texts(fields, "redirectUris"),
            fields.get("issuerUrl"),
        )
        now = int(world.clock.now())
        return JSONResponse(
            {
                "clientId": client.client_id,
                "clientSecret": client.secret,
                "clientIdIssuedAt": now,
                "clientSecretExpiresAt": int(client.expires),
            }
        )

    async def start_device_authorization(request: Request) -> Response:
        fields = await _body(request, "StartDeviceAuthorization")
        device = state.start_device(
            _text(fields, "clientId"), _text(fields, "clientSecret"), _text(fields, "startUrl")
        )
        if world.auto_approve:
            device.answer = True
        page = f"{world.base_url}/device"
        return JSONResponse(
            {
                "deviceCode": device.code,
                "userCode": device.user_code,
                "verificationUri": page,
                "verificationUriComplete": f"{page}?user_code={device.user_code}",
                "expiresIn": int(device.expires - world.clock.now()),
                "interval": device.interval,
            }
        )

    async def create_token(request: Request) -> Response:
        fields = await _body(request, "CreateToken")
        return JSONResponse(_created_token(state, fields))

    async def authorize(request: Request) -> Response:
        if request.method == "POST":
            form = parse_qs((await request.body()).decode(), keep_blank_values=True)
            query = {name: values[0] for name, values in form.items()}
        else:
            query = dict(request.query_params)
        try:
            state.check_authorize(query.get("client_id", ""), query.get("redirect_uri", ""))
        except OidcRefusalError as error:
            # RFC 6749 section 4.1.2.1: with these two wrong, nobody is redirected anywhere.
            return pages.notice("Cannot sign in", error.description, 400)
        problem = _authorize_problem(query)
        if problem:
            return _back(query, {"error": "invalid_request", "error_description": problem})
        if request.method == "GET" and not world.auto_approve:
            return pages.question(
                "Allow access to your data?",
                "An application wants to act for you in your AWS accounts.",
                "/authorize",
                {name: query.get(name, "") for name in _AUTHORIZE_FIELDS},
                ("Allow access", "Deny access"),
            )
        if request.method == "POST" and query.get("decision") != "allow":
            return _back(
                query, {"error": "access_denied", "error_description": "the user denied it"}
            )
        code = state.authorize(query["client_id"], query["redirect_uri"], query["code_challenge"])
        return _back(query, {"code": code})

    async def device_page(request: Request) -> Response:
        if request.method == "POST":
            form = parse_qs((await request.body()).decode())
            allow = form.get("decision") == ["allow"]
            if not state.decide_device(form.get("user_code", [""])[0], allow):
                return pages.notice("Code not found", "That code is unknown or expired.", 404)
            done = "Request approved" if allow else "Request denied"
            return pages.notice(done, "You can close this window and go back to the terminal.")
        user_code = request.query_params.get("user_code", "")
        if not user_code:
            return pages.code_entry("/device")
        return pages.question(
            "Authorization requested",
            f"Does your terminal show the code <code>{html.escape(user_code)}</code>?",
            "/device",
            {"user_code": user_code},
            ("Confirm and continue", "Deny"),
        )

    async def _body(request: Request, operation: str) -> dict[str, Any]:
        await world.traffic.let_through(operation)
        try:
            fields = await request.json()
        except ValueError:
            fields = None
        if not isinstance(fields, dict):
            raise OidcRefusalError("InvalidRequestException", "the body is not a JSON object")
        return fields

    return [
        Route("/client/register", register_client, methods=["POST"]),
        Route("/device_authorization", start_device_authorization, methods=["POST"]),
        Route("/token", create_token, methods=["POST"]),
        Route("/authorize", authorize, methods=["GET", "POST"]),
        Route("/device", device_page, methods=["GET", "POST"]),
    ]


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


def _authorize_problem(query: dict[str, str]) -> str | None:
    if query.get("response_type") != "code":
        return "response_type must be code"
    if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
        return "a code_challenge with the method S256 is needed"
    if not query.get("state"):
        return "state is needed"
    return None


def _back(query: dict[str, str], answer: dict[str, str]) -> Response:
    answer = {**answer, "state": query.get("state", "")}
    return RedirectResponse(f"{query['redirect_uri']}?{urlencode(answer)}", 302)


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise OidcRefusalError("InvalidRequestException", f"{name} is missing")
    return value


def _texts(fields: dict[str, Any], name: str) -> list[str]:
    value = fields.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise OidcRefusalError("InvalidRequestException", f"{name} is not a list of texts")
    return value
