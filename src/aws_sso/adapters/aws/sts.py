"""STS: the calls that are signed with a role's credentials (SigV4, by botocore)."""

from typing import TYPE_CHECKING, Any

from aws_sso.adapters.aws.https import Answer, Https
from aws_sso.domain.aws.url import Url
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.expiry import parse_time
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import NetworkError, RoleDeniedError, SsoError, StsRefusedError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TRUST_HINT = (
    "the role's trust policy has to name the role in `Via`, and that role has to be allowed "
    "sts:AssumeRole"
)
_USER_HINT = "only keys of an IAM user that is allowed sts:GetFederationToken open the console"
_BUSY_HINT = "it may pass: try again in a minute"
_KEYS_HINT = "the credentials may have expired: get new ones"


class StsClient:
    """Speaks to one region's STS.

    All calls raise NetworkError, StsRefusedError for what may pass, and RoleDeniedError with AWS's
    reason for what will not.
    """

    def __init__(self, https: Https, url: Url, region: str) -> None:
        self._https = https
        self._url = url
        self._region = region

    def assume_role(
        self, base: RoleCredentials, arn: str, session_name: str, source_identity: str | None
    ) -> RoleCredentials:
        """AssumeRole with the credentials of `base`."""
        parameters = {"RoleArn": arn, "RoleSessionName": session_name}
        if source_identity:
            parameters["SourceIdentity"] = source_identity
        return _credentials(self._call(base, "AssumeRole", parameters, _TRUST_HINT))

    def federation_token(
        self, keys: RoleCredentials, name: str, policy: str, duration: int
    ) -> RoleCredentials:
        """GetFederationToken: temporary credentials for long-term `keys` (no session token).

        `name` has 2 to 32 characters of `[\\w+=,.@-]`, `policy` is what the credentials may do at
        most, `duration` is in seconds.
        """
        parameters = {"Name": name, "Policy": policy, "DurationSeconds": str(duration)}
        return _credentials(self._call(keys, "GetFederationToken", parameters, _USER_HINT))

    def caller_arn(self, credentials: RoleCredentials) -> str:
        """GetCallerIdentity: the ARN that credentials stand for."""
        return _text(self._call(credentials, "GetCallerIdentity", {}, _KEYS_HINT), "Arn")

    def _call(
        self, credentials: RoleCredentials, action: str, parameters: dict[str, str], hint: str
    ) -> "Element":
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
                # STS declares no entities, and they are how XML does harm.
                raise ElementTree.ParseError
            root = ElementTree.fromstring(answer.body)  # noqa: S314 - see above
        except ElementTree.ParseError:
            raise NetworkError(
                f"STS answered with something other than its XML (status {answer.status})",
                "check the network, a proxy, and `AWS_ENDPOINT_URL_STS`",
            ) from None
        if answer.status != 200:
            raise _refusal(answer, root, action, hint)
        return root


def _refusal(answer: Answer, root: "Element", action: str, hint: str) -> SsoError:
    reason = _text(root, "Message", "no reason given")
    code = _text(root, "Code", "error")
    refused = StsRefusedError(answer.status, code, reason, answer.retry_after, _BUSY_HINT)
    if refused.is_temporary:
        return refused
    return RoleDeniedError(f"{action} was refused: {reason}", hint)


def _credentials(answer: "Element") -> RoleCredentials:
    return RoleCredentials(
        _text(answer, "AccessKeyId"),
        Secret(_text(answer, "SecretAccessKey")),
        Secret(_text(answer, "SessionToken")),
        int(parse_time(_text(answer, "Expiration").replace("Z", "+00:00")).timestamp()),
    )


def _text(root: "Element", name: str, otherwise: str | None = None) -> str:
    for element in root.iter():
        if element.tag.rpartition("}")[2] == name and element.text:
            return element.text
    if otherwise is not None:
        return otherwise
    raise NetworkError(f"STS's answer lacks `{name}`")
