"""Controls under `/_emulator`: show state, and inject faults."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aws_sso.emulator.organization import Account
from aws_sso.emulator.traffic import Fault
from aws_sso.emulator.world import World

_BASE = "/_emulator"


class Controls:
    """Each control except `issued` answers with the state after any change."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Return the routes of the controls."""
        return [
            Route(_BASE, self.state, methods=["GET"]),
            Route(f"{_BASE}/reset", self.reset, methods=["POST"]),
            Route(f"{_BASE}/faults", self.fault, methods=["POST"]),
            Route(f"{_BASE}/tune", self.tune, methods=["POST"]),
            Route(f"{_BASE}/roles/{{account}}/{{role}}", self.role, methods=["PUT", "DELETE"]),
            Route(f"{_BASE}/expire-tokens", self.expire_tokens, methods=["POST"]),
            Route(f"{_BASE}/end-sessions", self.end_sessions, methods=["POST"]),
            Route(f"{_BASE}/forget-clients", self.forget_clients, methods=["POST"]),
            Route(f"{_BASE}/device/{{decision}}", self.decide, methods=["POST"]),
            Route(f"{_BASE}/issued", self.issued, methods=["GET"]),
        ]

    async def state(self, request: Request) -> Response:
        """The current state."""
        return self._answer()

    async def reset(self, request: Request) -> Response:
        """Reset counts, faults and clock."""
        self._world.traffic.reset()
        self._world.traffic.faults.clear()
        self._world.clock.offset = 0.0
        return self._answer()

    async def fault(self, request: Request) -> Response:
        """Make calls fail from now on."""
        fields = await _fields(request)
        try:
            self._world.traffic.faults.append(Fault.from_json(fields))
        except (TypeError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return self._answer()

    async def tune(self, request: Request) -> Response:
        """Change rate, latency, clock, lifetimes or approval."""
        world, fields = self._world, await _fields(request)
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
        return self._answer()

    async def role(self, request: Request) -> Response:
        """Grant (PUT) or revoke (DELETE) a role in an account."""
        account_id, name = request.path_params["account"], request.path_params["role"]
        account = self._world.organization.accounts.get(account_id)
        if request.method == "PUT":
            if account is None:
                account = Account(account_id, f"Account {account_id}", "", [])
                self._world.organization.accounts[account_id] = account
            if name not in account.roles:
                account.roles.append(name)
        elif account is None or name not in account.roles:
            return JSONResponse({"error": "no such role"}, 404)
        else:
            account.roles.remove(name)
        return self._answer()

    async def expire_tokens(self, request: Request) -> Response:
        """Expire every access token early."""
        self._world.sign_in.expire_access_tokens()
        return self._answer()

    async def end_sessions(self, request: Request) -> Response:
        """End every session, as an administrator can."""
        self._world.sign_in.end_all_sessions()
        return self._answer()

    async def forget_clients(self, request: Request) -> Response:
        """Forget every registered client."""
        self._world.sign_in.clients.clear()
        return self._answer()

    async def decide(self, request: Request) -> Response:
        """Decide on a device code as the user."""
        fields = await _fields(request)
        allow = request.path_params["decision"] == "approve"
        if not self._world.sign_in.decide_device(str(fields.get("user_code", "")), allow):
            return JSONResponse({"error": "no such code"}, 404)
        return self._answer()

    async def issued(self, request: Request) -> Response:
        """Return every secret issued so far, for tests that look for leaks."""
        return JSONResponse(
            {
                "secrets": [
                    *self._world.sign_in.issued,
                    *(text for keys in self._world.handed_out for text in keys[1:]),
                    *(
                        text
                        for session in self._world.sessions.all()
                        for text in (session.keys.secret_access_key, session.keys.session_token)
                    ),
                    *self._world.signin_tokens,
                ]
            }
        )

    def _answer(self) -> Response:
        return JSONResponse(
            {
                "start_url": self._world.start_url,
                "accounts": len(self._world.organization.accounts),
                "counts": dict(self._world.traffic.counts),
                "refused": dict(self._world.traffic.refused),
                "faults": len([fault for fault in self._world.traffic.faults if fault.count > 0]),
                "open_device_codes": [
                    device.user_code
                    for device in self._world.sign_in.device_codes.values()
                    if device.answer is None
                ],
            }
        )


async def _fields(request: Request) -> dict[str, Any]:
    fields = await request.json()
    return fields if isinstance(fields, dict) else {}
