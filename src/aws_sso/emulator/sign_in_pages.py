"""The sign-in pages: `/authorize` for PKCE, `/device` for device codes."""

import html
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from aws_sso.emulator import pages
from aws_sso.emulator.refusals import OidcRefusalError
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


class SignInPages:
    """The person's part of signing in; for the clients' part, see `OidcService`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._state = world.sign_in

    def routes(self) -> list[Route]:
        """Return the routes of both pages."""
        return [
            Route("/authorize", self.authorize, methods=["GET", "POST"]),
            Route("/device", self.device, methods=["GET", "POST"]),
        ]

    async def authorize(self, request: Request) -> Response:
        """Ask whether a client may get a code (GET), and take the answer (POST)."""
        if request.method == "POST":
            form = parse_qs((await request.body()).decode(), keep_blank_values=True)
            query = {name: values[0] for name, values in form.items()}
        else:
            query = dict(request.query_params)
        try:
            self._state.check_authorize(query.get("client_id", ""), query.get("redirect_uri", ""))
        except OidcRefusalError as error:
            # RFC 6749, section 4.1.2.1: if one of these two is wrong, do not redirect.
            return pages.notice("Cannot sign in", error.description, 400)
        problem = _authorize_problem(query)
        if problem:
            return _back(query, {"error": "invalid_request", "error_description": problem})
        if request.method == "GET" and not self._world.auto_approve:
            return pages.question(
                "Allow access to your data?",
                "An application wants to access your AWS accounts for you.",
                "/authorize",
                {name: query.get(name, "") for name in _AUTHORIZE_FIELDS},
                ("Allow access", "Deny access"),
            )
        if request.method == "POST" and query.get("decision") != "allow":
            return _back(
                query, {"error": "access_denied", "error_description": "the user denied it"}
            )
        code = self._state.authorize(
            query["client_id"], query["redirect_uri"], query["code_challenge"]
        )
        return _back(query, {"code": code})

    async def device(self, request: Request) -> Response:
        """Ask for a user code and for confirmation (GET), and take the answer (POST)."""
        if request.method == "POST":
            form = parse_qs((await request.body()).decode())
            allow = form.get("decision") == ["allow"]
            if not self._state.decide_device(form.get("user_code", [""])[0], allow):
                return pages.notice(
                    "Code not found",
                    "This code is unknown or has expired. Run the command in your terminal again.",
                    404,
                    "expired",
                )
            done = "Request approved" if allow else "Request denied"
            text = "Return to the terminal. You can close this tab."
            return pages.notice(done, text, kind="done" if allow else "failed")
        user_code = request.query_params.get("user_code", "")
        if not user_code:
            return pages.code_entry("/device")
        return pages.question(
            "Authorization requested",
            "Check that your terminal shows this code. If it does not, deny the request."
            f'<code class="code">{html.escape(user_code)}</code>',
            "/device",
            {"user_code": user_code},
            ("Confirm and continue", "Deny"),
        )


def _authorize_problem(query: dict[str, str]) -> str | None:
    if query.get("response_type") != "code":
        return "response_type must be code"
    if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
        return "a code_challenge with method S256 is required"
    if not query.get("state"):
        return "state is required"
    return None


def _back(query: dict[str, str], answer: dict[str, str]) -> Response:
    answer = {**answer, "state": query.get("state", "")}
    return RedirectResponse(f"{query['redirect_uri']}?{urlencode(answer)}", 302)
