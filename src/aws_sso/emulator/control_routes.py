"""Controls under `/_emulator`: see what happened, and make things go wrong."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aws_sso.emulator.organisation import Account
from aws_sso.emulator.traffic import Fault
from aws_sso.emulator.world import World

_BASE = "/_emulator"


def control_routes(world: World) -> list[Route]:
    """Return the routes of the controls; each answers with the state of things."""

    def _state() -> Response:
        return JSONResponse(
            {
                "start_url": world.start_url,
                "accounts": len(world.organisation.accounts),
                "counts": dict(world.traffic.counts),
                "refused": dict(world.traffic.refused),
                "faults": len([fault for fault in world.traffic.faults if fault.count > 0]),
                "open_device_codes": [
                    device.user_code
                    for device in world.sign_in.device_codes.values()
                    if device.answer is None
                ],
            }
        )

    async def state(request: Request) -> Response:
        return _state()

    async def reset(request: Request) -> Response:
        world.traffic.reset()
        world.traffic.faults.clear()
        world.clock.offset = 0.0
        return _state()

    async def fault(request: Request) -> Response:
        fields = await _fields(request)
        try:
            world.traffic.faults.append(Fault.from_json(fields))
        except (TypeError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return _state()

    async def tune(request: Request) -> Response:
        fields = await _fields(request)
        try:
            world.traffic.rate = float(fields.get("rate", world.traffic.rate))
            world.traffic.latency = (
                float(fields.get("latency_ms", 1000 * world.traffic.latency)) / 1000
            )
            world.clock.offset = float(fields.get("clock_offset", world.clock.offset))
            world.sign_in.token_ttl = int(fields.get("token_ttl", world.sign_in.token_ttl))
            world.sign_in.session_ttl = int(fields.get("session_ttl", world.sign_in.session_ttl))
            world.credentials_ttl = int(fields.get("credentials_ttl", world.credentials_ttl))
            world.auto_approve = bool(fields.get("auto_approve", world.auto_approve))
        except (TypeError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return _state()

    async def role(request: Request) -> Response:
        """Grant (PUT) or revoke (DELETE) a role of an account."""
        account_id, name = request.path_params["account"], request.path_params["role"]
        account = world.organisation.accounts.get(account_id)
        if request.method == "PUT":
            if account is None:
                account = Account(account_id, f"Account {account_id}", "", [])
                world.organisation.accounts[account_id] = account
            if name not in account.roles:
                account.roles.append(name)
        elif account is None or name not in account.roles:
            return JSONResponse({"error": "there is no such role"}, 404)
        else:
            account.roles.remove(name)
        return _state()

    async def expire_tokens(request: Request) -> Response:
        world.sign_in.expire_access_tokens()
        return _state()

    async def end_sessions(request: Request) -> Response:
        world.sign_in.end_all_sessions()
        return _state()

    async def forget_clients(request: Request) -> Response:
        world.sign_in.clients.clear()
        return _state()

    async def decide(request: Request) -> Response:
        fields = await _fields(request)
        allow = request.path_params["decision"] == "approve"
        if not world.sign_in.decide_device(str(fields.get("user_code", "")), allow):
            return JSONResponse({"error": "there is no such code"}, 404)
        return _state()

    async def issued(request: Request) -> Response:
        """Return every secret handed out so far, for tests that look for leaks."""
        return JSONResponse(
            {
                "secrets": [
                    *world.sign_in.issued,
                    *(text for keys in world.handed_out for text in keys[1:]),
                    *world.signin_tokens,
                ]
            }
        )

    async def _fields(request: Request) -> dict[str, Any]:
        fields = await request.json()
        return fields if isinstance(fields, dict) else {}

    return [
        Route(_BASE, state, methods=["GET"]),
        Route(f"{_BASE}/reset", reset, methods=["POST"]),
        Route(f"{_BASE}/faults", fault, methods=["POST"]),
        Route(f"{_BASE}/tune", tune, methods=["POST"]),
        Route(f"{_BASE}/roles/{{account}}/{{role}}", role, methods=["PUT", "DELETE"]),
        Route(f"{_BASE}/expire-tokens", expire_tokens, methods=["POST"]),
        Route(f"{_BASE}/end-sessions", end_sessions, methods=["POST"]),
        Route(f"{_BASE}/forget-clients", forget_clients, methods=["POST"]),
        Route(f"{_BASE}/device/{{decision}}", decide, methods=["POST"]),
        Route(f"{_BASE}/issued", issued, methods=["GET"]),
    ]
