"""The SSO portal (botocore's model `sso`): accounts, roles, credentials, logout."""

from collections.abc import Iterator
from typing import Any

from aws_sso.adapters.aws.https import Answer, Https
from aws_sso.domain.aws.account_id import account_id
from aws_sso.domain.aws.endpoints import Endpoint
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.session.token import Token
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import NetworkError, PortalRefusedError, SignInNeededError

_PAGE = 100


class PortalClient:
    """Speaks to one instance's portal; all calls raise NetworkError and PortalRefusedError."""

    def __init__(self, https: Https, endpoint: Endpoint) -> None:
        self._https = https
        self._endpoint = endpoint

    @property
    def origin(self) -> str:
        """Where it is, for messages."""
        return self._endpoint.url.origin

    def accounts_page(
        self, token: Token, next_page: str | None
    ) -> tuple[list[tuple[str, str, str]], str | None]:
        """ListAccounts: one page of (id, name, email), and the mark of the next page."""
        fields = self._get(token, "/assignment/accounts", {"next_token": next_page})
        found = [
            (
                account_id(str(entry["accountId"])),
                _name(entry, "accountName"),
                _name(entry, "emailAddress"),
            )
            for entry in _entries(fields, "accountList", "accountId")
        ]
        return found, fields.get("nextToken")

    def role_names_page(
        self, token: Token, account: str, next_page: str | None
    ) -> tuple[list[str], str | None]:
        """ListAccountRoles: one page of role names, and the mark of the next page."""
        fields = self._get(
            token, "/assignment/roles", {"account_id": account, "next_token": next_page}
        )
        found = [str(entry["roleName"]) for entry in _entries(fields, "roleList", "roleName")]
        return found, fields.get("nextToken")

    def role_credentials(self, token: Token, account: str, role: str) -> RoleCredentials:
        """GetRoleCredentials; the service tells the expiration in milliseconds."""
        fields = self._get(
            token,
            "/federation/credentials",
            {"account_id": account, "role_name": role},
            paged=False,
        )
        try:
            entry = fields["roleCredentials"]
            return RoleCredentials(
                str(entry["accessKeyId"]),
                Secret(str(entry["secretAccessKey"])),
                Secret(str(entry["sessionToken"])),
                int(entry["expiration"]) // 1000,
            )
        except (KeyError, TypeError, ValueError):
            raise NetworkError("the portal's answer holds no credentials") from None

    def log_out(self, token: Token) -> None:
        """Logout: ends the session behind the token; credentials handed out live on."""
        answer = self._call("POST", token, "/logout", None)
        if answer.status >= 300:
            raise _refusal(answer)

    def _get(
        self, token: Token, path: str, query: dict[str, str | None], paged: bool = True
    ) -> dict[str, Any]:
        fields = {name: value for name, value in query.items() if value}
        if paged:
            fields["max_result"] = str(_PAGE)
        answer = self._call("GET", token, path, fields)
        if answer.status != 200:
            raise _refusal(answer)
        return answer.json()

    def _call(self, method: str, token: Token, path: str, fields: dict[str, str] | None) -> Answer:
        if token.portal != self._endpoint.identity:
            raise SignInNeededError(
                f"the token was issued for {token.portal}, it is not shown to "
                f"{self._endpoint.url.origin}",
                "run `aws-sso login`, or check `AWS_ENDPOINT_URL_SSO` and `SSORegion`",
            )
        return self._https.call(
            method,
            self._endpoint.url.at(path, fields),
            headers={"x-amz-sso_bearer_token": token.access_token.reveal()},
        )


def _entries(fields: dict[str, Any], name: str, needed: str) -> Iterator[dict[str, Any]]:
    entries = fields.get(name)
    if not isinstance(entries, list):
        raise NetworkError(f"the portal's answer lacks `{name}`")
    for entry in entries:
        if not isinstance(entry, dict) or not entry.get(needed):
            raise NetworkError(f"the portal's answer has an entry without `{needed}`")
        yield entry


def _name(entry: dict[str, Any], name: str) -> str:
    return str(entry.get(name) or "")


def _refusal(answer: Answer) -> PortalRefusedError | NetworkError:
    try:
        fields = answer.json()
    except NetworkError as error:
        if answer.status < 429:
            return error
        fields = {}
    code = answer.headers.get("x-amzn-errortype") or str(fields.get("__type") or "")
    text = str(fields.get("message") or fields.get("Message") or "")[:300]
    name = code.split(":")[0].split("#")[-1] or "error"
    return PortalRefusedError(answer.status, name, text, answer.retry_after)
