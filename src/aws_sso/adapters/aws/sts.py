"""STS: calls signed with a role's credentials (SigV4, by botocore)."""

from aws_sso.adapters.aws.answers import LATEST, Fields, one_line
from aws_sso.adapters.aws.https import Answer, Https
from aws_sso.annotations import TYPE_CHECKING, Any, Mapping
from aws_sso.domain.aws.url import Url
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.scope.scope import Narrowed
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.expiry import seconds_of
from aws_sso.errors import AnswerError, RoleDeniedError, ScopeRefusedError, SsoError
from aws_sso.refusals import StsRefusedError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TRUST_HINT = (
    "check that the trust policy names the role in `Via`, and that it may call sts:AssumeRole; "
    "if it requires an external id, set `ExternalId`"
)
_USER_HINT = (
    "use keys of an IAM user that may call sts:GetFederationToken; others cannot open the console"
)
_BUSY_HINT = "try again in a minute"
_KEYS_HINT = "get new credentials: these may have expired"
_GLOBAL_HOST = "sts.amazonaws.com"
_SCOPE_HINTS = {
    "AccessDenied": "ask the role's administrator to allow sts:GetScopedCredentials",
    "InsufficientSessionLifetime": "check this machine's clock; it may be behind",
    "InvalidAction": "STS does not offer GetScopedCredentials in this region yet",
    "InvalidSubjectCredentials": "get new credentials with `--sts-refresh`",
    "MalformedPolicyDocument": "fix the policy; IAM Access Analyzer shows what is wrong",
    "PackedPolicyTooLarge": "make the policy shorter, or name fewer services",
}


class StsClient:
    """Client for one region's STS.

    All calls raise NetworkError, StsRefusedError for temporary errors, and RoleDeniedError with
    AWS's reason for permanent ones.
    """

    def __init__(self, https: Https, url: Url, region: str) -> None:
        self._https = https
        self._url = url
        self._region = region

    def assume_role(self, base: RoleCredentials, role: Role, session_name: str) -> RoleCredentials:
        """AssumeRole with the credentials in `base`."""
        parameters = {"RoleArn": role.arn, "RoleSessionName": session_name}
        if role.source_identity:
            parameters["SourceIdentity"] = role.source_identity
        if role.external_id:
            parameters["ExternalId"] = role.external_id
        if role.duration_seconds:
            parameters["DurationSeconds"] = str(role.duration_seconds)
        return _credentials(self._call(base, "AssumeRole", parameters, _TRUST_HINT))

    def federation_token(
        self, keys: RoleCredentials, name: str, policy: str, duration: int
    ) -> RoleCredentials:
        """GetFederationToken: temporary credentials for long-term `keys` (no session token).

        `name` has 2 to 32 characters of `[\\w+=,.@-]`, `policy` limits what the credentials may do,
        `duration` is in seconds.
        """
        parameters = {"Name": name, "Policy": policy, "DurationSeconds": str(duration)}
        return _credentials(self._call(keys, "GetFederationToken", parameters, _USER_HINT))

    def scoped_credentials(
        self, base: RoleCredentials, policy: str | None, duration: int | None, description: str
    ) -> Narrowed:
        """GetScopedCredentials: `base` narrowed to a policy, a shorter life (seconds), or both.

        CloudTrail shows the description. Raises ScopeRefusedError for permanent errors.
        """
        if self._url.host == _GLOBAL_HOST:
            raise ScopeRefusedError(
                f"{_GLOBAL_HOST} cannot narrow credentials; use a regional endpoint",
                "unset `AWS_ENDPOINT_URL_STS`",
            )
        parameters = {"ScopedSessionDescription": description}
        if policy is not None:
            parameters["Policy"] = policy
        if duration is not None:
            parameters["DurationSeconds"] = str(duration)
        answer = self._call(base, "GetScopedCredentials", parameters, _KEYS_HINT)
        layers = answer.identifier("ScopedPoliciesCount")
        if not (layers.isascii() and layers.isdigit() and len(layers) < 3):
            raise answer.wrong("ScopedPoliciesCount")
        return Narrowed(_credentials(answer), int(layers))

    def caller_arn(self, credentials: RoleCredentials) -> str:
        """GetCallerIdentity: the ARN of the credentials' owner."""
        return self._call(credentials, "GetCallerIdentity", {}, _KEYS_HINT).identifier("Arn")

    def _call(
        self, credentials: RoleCredentials, action: str, parameters: dict[str, str], hint: str
    ) -> Fields:
        from urllib.parse import urlencode
        from xml.etree import ElementTree

        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials

        form = urlencode({"Action": action, "Version": "2011-06-15", **parameters})
        request: Any = AWSRequest(
            "POST",
            str(self._url.at("/")),
            headers={"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
            data=form,
        )
        keys = Credentials(
            credentials.access_key_id,
            credentials.secret_access_key.reveal(),
            credentials.session_token.reveal() or None,
        )
        SigV4Auth(keys, "sts", self._region).add_auth(request)
        answer = self._https.call(
            "POST", self._url.at("/"), form=form, headers=dict(request.headers.items())
        )
        try:
            if b"<!" in answer.body:
                # STS never declares entities, and XML attacks rely on them.
                raise ElementTree.ParseError
            root = ElementTree.fromstring(answer.body)  # noqa: S314 - see above
        except ElementTree.ParseError:
            if answer.status >= 500:
                raise _refusal(answer, {}, action, hint) from None
            raise AnswerError(
                f"{answer.origin} did not answer with STS's XML (status {answer.status})",
                "check the network, the proxy, and `AWS_ENDPOINT_URL_STS`",
            ) from None
        if answer.status != 200:
            raise _refusal(answer, _leaves(root), action, hint)
        return Fields(answer.origin, _leaves(root))


def _refusal(answer: Answer, said: Mapping[str, str], action: str, hint: str) -> SsoError:
    reason = one_line(said.get("Message")) or "no reason given"
    code = one_line(said.get("Code")) or "error"
    refused = StsRefusedError(answer.status, code, reason, answer.retry_after, _BUSY_HINT)
    if refused.is_temporary:
        return refused
    if action == "GetScopedCredentials":
        return ScopeRefusedError(
            f"AWS refused to narrow these credentials ({code}): {reason}",
            _SCOPE_HINTS.get(code, hint),
        )
    return RoleDeniedError(f"{action} was refused: {reason}", hint)


def _credentials(answer: Fields) -> RoleCredentials:
    try:
        expires = int(seconds_of(answer.identifier("Expiration")))
    except (ValueError, OverflowError):
        raise answer.wrong("Expiration") from None
    if not 0 <= expires <= LATEST:
        raise answer.wrong("Expiration")
    return RoleCredentials(
        answer.key_id("AccessKeyId"),
        answer.secret("SecretAccessKey"),
        answer.secret("SessionToken"),
        expires,
    )


def _leaves(root: "Element") -> dict[str, str]:
    """Return the texts in an answer by element name, the first of each."""
    found: dict[str, str] = {}
    for element in root.iter():
        if element.text and element.text.strip():
            found.setdefault(element.tag.rpartition("}")[2], element.text)
    return found
