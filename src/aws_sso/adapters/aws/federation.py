"""The console's federation endpoint, which turns credentials into a sign-in token."""

from aws_sso.adapters.aws.answers import Fields
from aws_sso.adapters.aws.endpoints import check_allowed, checked_endpoint
from aws_sso.adapters.aws.https import Https
from aws_sso.annotations import Mapping, Sequence
from aws_sso.domain.aws.url import Url
from aws_sso.domain.console.domains import federation_url
from aws_sso.domain.console.login import signin_token_fields
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import AnswerError, PassingNetworkError
from aws_sso.refusals import ConsoleRefusedError

_VARIABLE = "AWS_ENDPOINT_URL_SIGNIN"


def federation_endpoint(
    partition: str, region: str, environ: Mapping[str, str], allowed: Sequence[str]
) -> Url:
    """Return the endpoint to use: from `AWS_ENDPOINT_URL_SIGNIN`, else AWS's.

    `allowed` are additional origins that config.yaml trusts. Raises ConfigError if the variable
    names a forbidden endpoint, UsageError for a partition whose console is unknown.
    """
    own = Url.parse(federation_url(partition, region))
    named = environ.get(_VARIABLE)
    if not named:
        return own
    url = checked_endpoint(_VARIABLE, named)
    if not url.is_loopback and url.origin != own.origin:
        check_allowed(_VARIABLE, url, allowed)
    return url.at("/federation")


class FederationClient:
    """Asks `endpoint` for sign-in tokens."""

    def __init__(self, https: Https, endpoint: Url) -> None:
        self._https = https
        self.endpoint = endpoint

    def signin_token(self, credentials: RoleCredentials, minutes: int | None) -> Secret:
        """Return a sign-in token for the console, valid for 15 minutes.

        Raises ConsoleRefusedError if the credentials or the duration are rejected, NetworkError
        without a proper answer.
        """
        answer = self._https.call(
            "GET", self.endpoint.at("", signin_token_fields(credentials, minutes))
        )
        if answer.status in (400, 401, 403):
            raise ConsoleRefusedError(
                f"the console's sign-in rejected these credentials ({answer.status})",
                "they may have expired or been revoked; get new ones with `--sts-refresh`",
            )
        if answer.status != 200:
            kind = PassingNetworkError if answer.status >= 500 else AnswerError
            raise kind(
                f"the console's sign-in did not return a token (status {answer.status})",
                "try again; check the network, the proxy, and `AWS_ENDPOINT_URL_SIGNIN`",
            )
        return Fields(answer.origin, answer.json()).secret("SigninToken")
