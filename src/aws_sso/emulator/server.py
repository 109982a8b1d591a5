"""Serves an emulated Identity Center on loopback."""

import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from aws_sso.emulator.account_access import AccountAccess
from aws_sso.emulator.controls import Controls
from aws_sso.emulator.federation import Federation
from aws_sso.emulator.gate import Gate
from aws_sso.emulator.oidc_service import OidcService
from aws_sso.emulator.portal import Portal
from aws_sso.emulator.refusals import (
    AccessRefusalError,
    OidcRefusalError,
    PortalRefusalError,
)
from aws_sso.emulator.sign_in_pages import SignInPages
from aws_sso.emulator.traffic import BrokenOffResponse, DroppedConnectionError
from aws_sso.emulator.world import World

HOST = "127.0.0.1"
_Message = MutableMapping[str, Any]
_Send = Callable[[_Message], Awaitable[None]]


def application(world: World) -> Starlette:
    """Return the emulator as an ASGI application."""
    return Starlette(
        routes=[
            *OidcService(world).routes(),
            *SignInPages(world).routes(),
            *Portal(world).routes(),
            *AccountAccess(world).routes(),
            *Federation(world).routes(),
            *Controls(world).routes(),
        ],
        exception_handlers={
            OidcRefusalError: _oidc_refusal,
            PortalRefusalError: _portal_refusal,
            AccessRefusalError: _access_refusal,
            DroppedConnectionError: _dropped,
        },
        middleware=[
            # Web pages must not reach it under their own host names (DNS rebinding).
            Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]),
            Middleware(_Dated, world=world),
            Middleware(Gate, world=world),
        ],
    )


@contextmanager
def serving(world_at: Callable[[str], World], port: int = 0) -> Iterator[World]:
    """Serve in a thread until the block ends.

    `world_at` creates the world for a base URL with the port. Raises OSError if the port is in use.
    """
    listener = listen(port)
    world = world_at(base_url(listener))
    server = uvicorn.Server(_configuration(world))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


def serve(world: World, listener: socket.socket) -> None:
    """Serve until interrupted."""
    uvicorn.Server(_configuration(world)).run(sockets=[listener])


def listen(port: int) -> socket.socket:
    """Return a listening socket on loopback; raises OSError if the port is in use."""
    # With an explicit protocol: only then does asyncio set TCP_NODELAY, without which each answer
    # waits 40 ms for a delayed acknowledgment.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(512)
    except OSError:
        listener.close()
        raise
    return listener


def base_url(listener: socket.socket) -> str:
    """Return the URL of a listening socket."""
    return f"http://{HOST}:{listener.getsockname()[1]}"


def _configuration(world: World) -> uvicorn.Config:
    return uvicorn.Config(
        application(world),
        log_level="critical",
        access_log=False,
        date_header=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )


async def _oidc_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, OidcRefusalError)
    return JSONResponse(
        {"error": error.error, "error_description": error.description},
        error.status,
        {"x-amzn-ErrorType": error.exception},
    )


async def _portal_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, PortalRefusalError)
    headers = {"x-amzn-ErrorType": error.exception}
    if error.retry_after is not None:
        headers["Retry-After"] = f"{error.retry_after:g}"
    return JSONResponse(
        {"message": error.message, "__type": error.exception}, error.status, headers
    )


async def _access_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, AccessRefusalError)
    return JSONResponse(
        {"message": error.message}, error.status, {"x-amzn-ErrorType": error.exception}
    )


async def _dropped(request: Request, error: Exception) -> Response:
    return BrokenOffResponse()


class _Dated:
    """Adds the emulated time as `Date` header."""

    def __init__(self, app: Any, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Any, receive: Any, send: _Send) -> None:
        async def dated(message: _Message) -> None:
            if message["type"] == "http.response.start":
                date = (b"date", self._world.clock.http_date().encode())
                message["headers"] = [*message.get("headers", []), date]
            await send(message)

        await self._app(scope, receive, dated)
