"""The gate: checks every signed call, then STS answers it or it is passed on.

The signature identifies the caller. Calls that the session's policies do not allow are refused, in
the format of the requested service.
"""

import ipaddress
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from aws_sso.emulator.policy.evaluation import Decision, Question, decide_all
from aws_sso.emulator.signed.actions import asked_of, s3_context
from aws_sso.emulator.signed.refusals import SignedRefusalError, answered, denied
from aws_sso.emulator.signed.signatures import SCHEME, SignedCall, Signer, signer_of
from aws_sso.emulator.signed.sts import Sts
from aws_sso.emulator.traffic import BrokenOffResponse, DroppedConnectionError, SignedFaultError
from aws_sso.emulator.world import World

_NOT_PASSED = ("connection", "content-encoding", "content-length", "date", "transfer-encoding")


class Gate:
    """Handles signed calls (ASGI 3) to the emulator."""

    def __init__(self, app: Any, world: World) -> None:
        self._app = app
        self._world = world
        self._sts = Sts(world.sessions, world.clock.now)

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        """Answer a signed call; pass on any other."""
        given = dict(scope.get("headers", ())).get(b"authorization", b"")
        if scope["type"] != "http" or not given.startswith(SCHEME.encode()):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        response = await self._answer(await _call(request), _client(request))
        await response(scope, receive, send)

    async def _answer(self, call: SignedCall, client: str) -> Response:
        service = call.headers["authorization"].partition("Credential=")[2].split("/")[3:4]
        is_json = "json" in call.headers.get("content-type", "") or "x-amz-target" in call.headers
        try:
            signer = await run_in_threadpool(
                signer_of, call, self._world.sessions, self._world.clock.now()
            )
            if signer.service == "sts":
                return await self._ask_sts(signer, call, client)
            return await self._pass_on(signer, call, client)
        except SignedRefusalError as error:
            return answered(error, "".join(service), is_json)

    async def _ask_sts(self, signer: Signer, call: SignedCall, client: str) -> Response:
        action = asked_of(call, "sts")[0][0].partition(":")[2]
        try:
            await self._world.traffic.let_through(action)
        except SignedFaultError as fault:
            status = 503 if fault.code == "ServiceUnavailable" else 400
            raise SignedRefusalError(fault.code, fault.message, status) from None
        except DroppedConnectionError:
            return BrokenOffResponse()
        text = self._sts.answer(signer.session, call.body, self._context(signer, call, client))
        return Response(text, media_type="text/xml")

    async def _pass_on(self, signer: Signer, call: SignedCall, client: str) -> Response:
        context = self._context(signer, call, client)
        for action, resource in asked_of(call, signer.service):
            question = Question(action, resource, context)
            decision = decide_all(signer.session.policies, question)
            self._world.decisions.append((signer.session.role, action, decision.value))
            if decision is not Decision.ALLOWED:
                raise denied(signer.session.arn, action, resource, decision.value)
        upstream = self._world.upstream
        if upstream is None:
            raise SignedRefusalError(
                "ServiceUnavailable",
                "allowed, but the emulator has no server to pass it on to",
                503,
            )
        status, headers, body = await run_in_threadpool(
            upstream.pass_on, call, signer.service, signer.region
        )
        kept = {name: value for name, value in headers.items() if name.lower() not in _NOT_PASSED}
        if call.method == "HEAD" and "content-length" in headers:
            kept["content-length"] = headers["content-length"]
        return Response(body, status, kept)

    def _context(self, signer: Signer, call: SignedCall, client: str) -> dict[str, tuple[str, ...]]:
        now, session = self._world.clock.now(), signer.session
        context: dict[str, tuple[str, ...]] = {
            "aws:currenttime": (datetime.fromtimestamp(now, UTC).isoformat(),),
            "aws:epochtime": (str(int(now)),),
            "aws:principalaccount": (session.account,),
            "aws:principalarn": (session.role_arn,),
            "aws:principaltype": ("AssumedRole",),
            "aws:requestedregion": (signer.region,),
            "aws:securetransport": ("false",),
            "aws:sourceip": (client,),
            "aws:useragent": (call.headers.get("user-agent", ""),),
            "aws:userid": (f"{session.unique_id}:{session.name}",),
        }
        if session.source_identity:
            context["aws:sourceidentity"] = (session.source_identity,)
        return context | dict(s3_context(call)) if signer.service == "s3" else context


async def _call(request: Request) -> SignedCall:
    raw = request.scope["raw_path"].decode("ascii")
    query = request.scope["query_string"].decode("ascii")
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    target = f"{raw}?{query}" if query else raw
    return SignedCall(request.method, target, headers, await request.body())


def _client(request: Request) -> str:
    host = request.client.host if request.client else "127.0.0.1"
    return str(ipaddress.ip_address(host))
