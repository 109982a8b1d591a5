"""Account Access (botocore's model `account-access-runtime`): IAM roles of a tenant's users."""

from aws_sso.adapters.aws.answers import Fields, refusal_of
from aws_sso.adapters.aws.https import Answer, Https
from aws_sso.domain.aws.endpoints import Endpoint
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.session.token import Token
from aws_sso.errors import SignInNeededError
from aws_sso.refusals import AccessRefusedError

_PAGE = "100"


class AccountAccessClient:
    """Calls Account Access for one tenant; all calls raise NetworkError and AccessRefusedError."""

    def __init__(self, https: Https, endpoint: Endpoint, tenant: str) -> None:
        self._https = https
        self._endpoint = endpoint
        self._tenant = tenant

    @property
    def origin(self) -> str:
        """Its origin, for messages."""
        return self._endpoint.url.origin

    def roles_page(
        self, token: Token, next_page: str | None
    ) -> tuple[list[tuple[str, str, str]], str | None]:
        """ListRoles: a page of (account id, account name, ARN), and the token of the next page."""
        query = {"maxResults": _PAGE, **({"nextToken": next_page} if next_page else {})}
        fields = self._get(token, "/access", query)
        found = []
        for entry in fields.objects("roles"):
            account, arn = entry.account_id("accountId"), entry.role_arn("roleArn")
            if arn.split(":")[4] != account:
                raise entry.wrong("roleArn")
            found.append((account, entry.name("accountName"), arn))
        return found, fields.page_mark("nextToken")

    def role_credentials(self, token: Token, arn: str, duration: int | None) -> RoleCredentials:
        """GetRoleCredentials; `duration` is in seconds, None for the service's default."""
        query = {"roleArn": arn, "accessType": "PROGRAMMATIC_ACCESS"}
        if duration is not None:
            query["sessionDuration"] = str(duration)
        fields = self._get(token, "/access/credentials", query)
        entry = fields.object("credentialsDetails").object("programmaticAccess")
        return RoleCredentials(
            entry.key_id("accessKeyId"),
            entry.secret("secretAccessKey"),
            entry.secret("sessionToken"),
            entry.moment("expiresAt"),
        )

    def _get(self, token: Token, path: str, query: dict[str, str]) -> Fields:
        if token.access != self._endpoint.identity:
            raise SignInNeededError(
                f"the token was not issued for {self._endpoint.url.origin}", "run `aws-sso login`"
            )
        answer = self._https.call(
            "GET",
            self._endpoint.url.at(path, {"tenantId": self._tenant, **query}),
            headers={"Authorization": f"Bearer {token.access_token.reveal()}"},
        )
        if answer.status != 200:
            raise _refusal(answer)
        return Fields(answer.origin, answer.json())


def _refusal(answer: Answer) -> AccessRefusedError:
    name, text = refusal_of(answer)
    hint = "check `Tenant` in config.yaml" if name == "ValidationException" else None
    return AccessRefusedError(answer.status, name, text, answer.retry_after, hint)
