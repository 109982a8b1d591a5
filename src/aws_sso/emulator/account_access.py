"""Account Access: ListRoles and GetRoleCredentials of a tenant, for bearers of a token."""

import re

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aws_sso.emulator.refusals import AccessRefusalError, PortalRefusalError
from aws_sso.emulator.world import World

_TENANT = re.compile(r"[a-z0-9-]{3,24}", re.ASCII)
_SHORTEST = 900
_LARGEST_PAGE = 100


class AccountAccess:
    """The two calls."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Return the routes of Account Access."""
        return [
            Route("/access", self.list_roles, methods=["GET"]),
            Route("/access/credentials", self.role_credentials, methods=["GET"]),
        ]

    async def list_roles(self, request: Request) -> Response:
        """ListRoles: a page of them."""
        await self._check(request, "access:ListRoles", "account_access:read_only")
        found = [
            {
                "accountId": account.account_id,
                "accountName": account.name,
                "roleArn": f"arn:aws:iam::{account.account_id}:role/{role}",
            }
            for account in self._world.organization.accounts.values()
            for role in account.access_roles
        ]
        try:
            size = int(request.query_params.get("maxResults", _LARGEST_PAGE))
            start = int(request.query_params.get("nextToken", "0"))
        except ValueError:
            raise AccessRefusalError("ValidationException", "maxResults or nextToken") from None
        if not 1 <= size <= _LARGEST_PAGE or not 0 <= start <= len(found):
            raise AccessRefusalError("ValidationException", "maxResults or nextToken")
        end = start + size
        content: dict[str, object] = {"roles": found[start:end]}
        if end < len(found):
            content["nextToken"] = str(end)
        return JSONResponse(content)

    async def role_credentials(self, request: Request) -> Response:
        """GetRoleCredentials."""
        await self._check(request, "access:GetRoleCredentials", "account_access:assume")
        query = request.query_params
        if query.get("accessType") != "PROGRAMMATIC_ACCESS":
            raise AccessRefusalError("ValidationException", "accessType")
        head, _, role = query.get("roleArn", "").partition(":role/")
        account_id = head.rpartition(":")[2]
        account = self._world.organization.accounts.get(account_id)
        if head != f"arn:aws:iam::{account_id}" or not role:
            raise AccessRefusalError("ValidationException", "roleArn")
        if account is None or role not in account.access_roles:
            raise AccessRefusalError("AccessDeniedException", "not entitled to that role")
        try:
            ttl = int(query.get("sessionDuration", self._world.credentials_ttl))
        except ValueError:
            raise AccessRefusalError("ValidationException", "sessionDuration") from None
        if "sessionDuration" in query and not _SHORTEST <= ttl <= self._world.longest_access:
            raise AccessRefusalError("ValidationException", "sessionDuration is out of bounds")
        mint, now = self._world.mint, self._world.clock.now()
        keys = await to_thread.run_sync(mint.make, account_id, role, now, ttl)
        self._world.hand_out(keys, account_id, role)
        return JSONResponse(
            {
                "credentialsDetails": {
                    "programmaticAccess": {
                        "accessKeyId": keys.access_key_id,
                        "secretAccessKey": keys.secret_access_key,
                        "sessionToken": keys.session_token,
                        "expiresAt": keys.expires,
                    }
                }
            }
        )

    async def _check(self, request: Request, operation: str, scope: str) -> None:
        await self._world.traffic.let_through(operation)
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer":
            raise AccessRefusalError("UnauthorizedException", "no bearer token")
        try:
            session = self._world.sign_in.check_token(token)
        except PortalRefusalError as error:
            raise AccessRefusalError("UnauthorizedException", error.message) from None
        if scope not in self._world.sign_in.scopes_of(session):
            raise AccessRefusalError("UnauthorizedException", f"the token lacks {scope}")
        tenant = request.query_params.get("tenantId", "")
        if not _TENANT.fullmatch(tenant) or tenant != self._world.tenant:
            raise AccessRefusalError("ValidationException", "tenantId")
