"""The portal: ListAccounts, ListAccountRoles, GetRoleCredentials, Logout."""

from typing import Any, TypeVar

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aws_sso.emulator.organization import Account
from aws_sso.emulator.refusals import PortalRefusalError
from aws_sso.emulator.sign_in_records import Session
from aws_sso.emulator.world import World

_TOKEN_HEADER = "x-amz-sso_bearer_token"
_LARGEST_PAGE = 100
T = TypeVar("T")


class Portal:
    """The four calls of the portal."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Return the routes of the portal."""
        return [
            Route("/assignment/accounts", self.list_accounts, methods=["GET"]),
            Route("/assignment/roles", self.list_account_roles, methods=["GET"]),
            Route("/federation/credentials", self.role_credentials, methods=["GET"]),
            Route("/logout", self.log_out, methods=["POST"]),
        ]

    async def list_accounts(self, request: Request) -> Response:
        """ListAccounts: the accounts in which the user has a role."""
        await self._session(request, "ListAccounts")
        accounts = [
            account for account in self._world.organization.accounts.values() if account.roles
        ]
        shown, next_token = _page(request, accounts)
        return _paged(
            "accountList",
            [
                {
                    "accountId": account.account_id,
                    "accountName": account.name,
                    "emailAddress": account.email,
                }
                for account in shown
            ],
            next_token,
        )

    async def list_account_roles(self, request: Request) -> Response:
        """ListAccountRoles."""
        await self._session(request, "ListAccountRoles")
        account = self._account(request)
        shown, next_token = _page(request, account.roles)
        return _paged(
            "roleList",
            [{"roleName": role, "accountId": account.account_id} for role in shown],
            next_token,
        )

    async def role_credentials(self, request: Request) -> Response:
        """GetRoleCredentials."""
        await self._session(request, "GetRoleCredentials")
        role = request.query_params.get("role_name", "")
        if not role:
            raise PortalRefusalError("InvalidRequestException", "role_name is missing")
        account = self._account(request)
        if role not in account.roles:
            raise PortalRefusalError("ForbiddenException", "No access")
        keys = await to_thread.run_sync(
            self._world.mint.make,
            account.account_id,
            role,
            self._world.clock.now(),
            self._world.credentials_ttl,
        )
        self._world.hand_out(keys, account.account_id, role)
        return JSONResponse(
            {
                "roleCredentials": {
                    "accessKeyId": keys.access_key_id,
                    "secretAccessKey": keys.secret_access_key,
                    "sessionToken": keys.session_token,
                    "expiration": int(keys.expires * 1000),
                }
            }
        )

    async def log_out(self, request: Request) -> Response:
        """Logout: ends the session of the token."""
        self._world.sign_in.end_session(await self._session(request, "Logout"))
        return Response(status_code=200)

    async def _session(self, request: Request, operation: str) -> Session:
        await self._world.traffic.let_through(operation)
        token = request.headers.get(_TOKEN_HEADER, "")
        if not token:
            raise PortalRefusalError("InvalidRequestException", "no bearer token")
        return self._world.sign_in.check_token(token)

    def _account(self, request: Request) -> Account:
        account_id = request.query_params.get("account_id", "")
        if len(account_id) != 12 or not account_id.isdigit():
            raise PortalRefusalError("InvalidRequestException", "account_id must have 12 digits")
        account = self._world.organization.accounts.get(account_id)
        if account is None or not account.roles:
            raise PortalRefusalError("ForbiddenException", "No access")
        return account


def _page(request: Request, items: list[T]) -> tuple[list[T], str | None]:
    """Return one page and the token of the next one."""
    try:
        size = int(request.query_params.get("max_result", _LARGEST_PAGE))
        start = int(request.query_params.get("next_token", "page-0").removeprefix("page-"))
    except ValueError:
        raise PortalRefusalError(
            "InvalidRequestException", "bad next_token or max_result"
        ) from None
    if not 1 <= size <= _LARGEST_PAGE or not 0 <= start <= len(items):
        raise PortalRefusalError("InvalidRequestException", "bad next_token or max_result")
    end = start + size
    return items[start:end], f"page-{end}" if end < len(items) else None


def _paged(name: str, items: list[Any], next_token: str | None) -> Response:
    content: dict[str, Any] = {name: items}
    if next_token:
        content["nextToken"] = next_token
    return JSONResponse(content)
