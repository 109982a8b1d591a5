"""The SSO portal (botocore's model `sso`): accounts, roles, credentials, logout."""

from aws_sso.adapters.aws.answers import LATEST, Fields, refusal_of
from aws_sso.adapters.aws.https import Answer, Https
from aws_sso.annotations import Callable
from aws_sso.domain.aws.endpoints import Endpoint
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.session.token import Token
from aws_sso.errors import SignInNeededError
from aws_sso.refusals import PortalRefusedError

_PAGE = 100


class PortalClient:
    """Client for one instance's portal; all calls raise NetworkError and PortalRefusedError.

    `endpoint` returns its endpoint for each call, since a sign-in may change it.
    """

    def __init__(self, https: Https, endpoint: Callable[[], Endpoint]) -> None:
        self._https = https
        self._where = endpoint

    @property
    def _endpoint(self) -> Endpoint:
        return self._where()

    @property
    def origin(self) -> str:
        """Its origin, for messages."""
        return self._endpoint.url.origin

    def accounts_page(
        self, token: Token, next_page: str | None
    ) -> tuple[list[tuple[str, str, str]], str | None]:
        """ListAccounts: one page of (id, name, email), and the token of the next page."""
        fields = self._get(token, "/assignment/accounts", {"next_token": next_page})
        found = [
            (
                entry.account_id("accountId"),
                entry.name("accountName"),
                entry.name("emailAddress"),
            )
            for entry in fields.objects("accountList")
        ]
        return found, fields.page_mark("nextToken")

    def role_names_page(
        self, token: Token, account: str, next_page: str | None
    ) -> tuple[list[str], str | None]:
        """ListAccountRoles: one page of role names, and the token of the next page."""
        fields = self._get(
            token, "/assignment/roles", {"account_id": account, "next_token": next_page}
        )
        found = [entry.role_name("roleName") for entry in fields.objects("roleList")]
        return found, fields.page_mark("nextToken")

    def role_credentials(self, token: Token, account: str, role: str) -> RoleCredentials:
        """GetRoleCredentials; the service gives the expiration in milliseconds."""
        fields = self._get(
            token,
            "/federation/credentials",
            {"account_id": account, "role_name": role},
            paged=False,
        )
        entry = fields.object("roleCredentials")
        return RoleCredentials(
            entry.key_id("accessKeyId"),
            entry.secret("secretAccessKey"),
            entry.secret("sessionToken"),
            entry.whole("expiration", 0, LATEST * 1000) // 1000,
        )

    def log_out(self, token: Token) -> None:
        """Logout: ends the token's session; credentials already handed out stay valid."""
        answer = self._call("POST", token, "/logout", None)
        if answer.status >= 300:
            raise _refusal(answer)

    def _get(
        self, token: Token, path: str, query: dict[str, str | None], paged: bool = True
    ) -> Fields:
        fields = {name: value for name, value in query.items() if value}
        if paged:
            fields["max_result"] = str(_PAGE)
        answer = self._call("GET", token, path, fields)
        if answer.status != 200:
            raise _refusal(answer)
        return Fields(answer.origin, answer.json())

    def _call(self, method: str, token: Token, path: str, fields: dict[str, str] | None) -> Answer:
        if token.portal != self._endpoint.identity:
            raise SignInNeededError(
                f"the token was issued for {token.portal} and will not be sent to "
                f"{self._endpoint.url.origin}",
                "run `aws-sso login`, or check `AWS_ENDPOINT_URL_SSO` and `SSORegion`",
            )
        return self._https.call(
            method,
            self._endpoint.url.at(path, fields),
            headers={"x-amz-sso_bearer_token": token.access_token.reveal()},
        )


def _refusal(answer: Answer) -> PortalRefusedError:
    name, text = refusal_of(answer)
    return PortalRefusedError(answer.status, name, text, answer.retry_after)
