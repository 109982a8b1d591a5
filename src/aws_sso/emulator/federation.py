"""The console's federation endpoint, and a stand-in page for the console."""

import json
import secrets
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from aws_sso.emulator import pages
from aws_sso.emulator.world import World

_SHORTEST, _LONGEST = 900, 43200


class Federation:
    """Console sign-in tokens, sign-in with them, and the portal's start page."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Return the routes of the federation endpoint and of the start page."""
        return [
            Route("/federation", self.federation, methods=["GET"]),
            Route("/start", self.start_page, methods=["GET"]),
        ]

    async def federation(self, request: Request) -> Response:
        """Handle `Action`: getSigninToken or login."""
        self._world.federation_requests.append(dict(request.query_params))
        action = request.query_params.get("Action")
        if action == "getSigninToken":
            return await self._signin_token(request)
        if action == "login":
            return self._login(request)
        return pages.notice("Bad request", "Action must be getSigninToken or login", 400)

    async def _signin_token(self, request: Request) -> Response:
        duration = request.query_params.get("SessionDuration")
        if duration is not None and not (
            duration.isdigit() and _SHORTEST <= int(duration) <= _LONGEST
        ):
            return pages.notice("Bad request", "SessionDuration is out of range", 400)
        try:
            session = json.loads(request.query_params.get("Session", ""))
            keys = (session["sessionId"], session["sessionKey"], session["sessionToken"])
        except (ValueError, KeyError, TypeError):
            return pages.notice("Bad request", "Session is not valid", 400)
        if keys not in self._world.handed_out:
            ours = self._world.sessions.of(keys[0])
            is_ours = ours is not None and keys == (
                ours.keys.access_key_id,
                ours.keys.secret_access_key,
                ours.keys.session_token,
            )
            if not is_ours and not await run_in_threadpool(self._world.mint.knows, *keys):
                return pages.notice("Bad request", "unknown credentials", 400)
            if duration is not None:
                # From a role chain or GetFederationToken: sessions cannot outlast them.
                return pages.notice(
                    "Bad request", "SessionDuration is not allowed for these credentials", 400
                )
        token = f"emulated-signin-{secrets.token_urlsafe(32)}"
        self._world.signin_tokens[token] = keys[0]
        return JSONResponse({"SigninToken": token})

    def _login(self, request: Request) -> Response:
        token = request.query_params.get("SigninToken", "")
        destination = request.query_params.get("Destination", "")
        if token not in self._world.signin_tokens:
            return pages.notice("Cannot sign in", "The sign-in token is unknown.", 400)
        if urlsplit(destination).hostname in ("127.0.0.1", "localhost"):
            return RedirectResponse(destination, 302)
        who = self._world.signin_tokens[token]
        return pages.notice("AWS console", f"Signed in as {who}, opening {destination}")

    async def start_page(self, request: Request) -> Response:
        """The page behind the start URL."""
        count = sum(1 for account in self._world.organization.accounts.values() if account.roles)
        return pages.notice("AWS access portal", f"You have roles in {count} accounts.")
