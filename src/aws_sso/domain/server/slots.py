"""What the credential server keeps and answers.

The answers are those of the container credential provider (AWS SDKs and Tools Reference Guide,
"Container credential provider") and of the Go program's server.
"""

from typing import Any

from aws_sso.domain.aws.account_id import account_id
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.scope.scope import Scope
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.expiry import iso_utc
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import UsageError

DEFAULT_SLOT = ""
"""The name of the slot that answers at `/`."""
_LAST_END = 253_402_300_799_000
"""The last millisecond, more or less, that ISO 8601 has a year for."""


@frozen
class SlotContent:
    """Credentials in a slot, and whose they are; `arn` is the role's where it is known.

    `instance` is the one they came from, empty where whoever loaded them did not say; `scope` is
    what they were narrowed to, empty for nothing.
    """

    profile: str
    account_id: str
    role_name: str
    arn: str
    credentials: RoleCredentials
    instance: str = ""
    scope: str = ""

    def credentials_answer(self) -> dict[str, str]:
        """Return what SDKs read."""
        answer = {
            "AccessKeyId": self.credentials.access_key_id,
            "SecretAccessKey": self.credentials.secret_access_key.reveal(),
            "Token": self.credentials.session_token.reveal(),
            "Expiration": iso_utc(self.credentials.expires),
        }
        return {**answer, "RoleArn": self.arn} if self.arn else answer

    def profile_answer(self, left: str) -> dict[str, str]:
        """Return what people ask for: no secrets; `left` says how long they last."""
        answer = {
            "ProfileName": self.profile,
            "AccountId": self.account_id,
            "RoleName": self.role_name,
            "Expiration": iso_utc(self.credentials.expires),
            "Expires": left,
        }
        return {**answer, "Scope": self.scope} if self.scope else answer


def content_of(role: Role, credentials: RoleCredentials, scope: Scope | None) -> SlotContent:
    """Return what a slot holds of a role of ours, narrowed to a scope or not."""
    return SlotContent(
        role.profile,
        role.account_id,
        role.role_name,
        role.arn,
        credentials,
        role.instance,
        scope.label if scope else "",
    )


@frozen
class LoadRequest:
    """What a PUT asks for: credentials to keep, or a profile to obtain them for, ever again.

    `scope` is what the latter are narrowed to each time.
    """

    profile: str
    loaded: SlotContent | None
    scope: Scope | None = None

    @property
    def is_live(self) -> bool:
        """Whether the server obtains the credentials itself."""
        return self.loaded is None


def read_load_request(content: Any) -> LoadRequest:
    """Read the JSON of a PUT; raises UsageError, with what is wrong, if it is none.

    `{"ProfileName", "Creds": {accountId, roleName, accessKeyId, secretAccessKey, sessionToken,
    expiration (Unix milliseconds)}}`, or `{"ProfileName", "Live": true}`, or `{"ProfileName",
    "LiveNarrowedTo": {"Name", "Policy" (or null), "MaxTtl" (seconds, 0 for none)}}`. `Instance` may
    say which one the credentials came from, `Scope` what loaded ones are narrowed to.
    """
    if not isinstance(content, dict):
        raise UsageError("the body is not a JSON object")
    profile, instance = content.get("ProfileName"), content.get("Instance", "")
    if not isinstance(profile, str) or not profile:
        raise UsageError("ProfileName is missing")
    if not isinstance(instance, str):
        raise UsageError("Instance is not a text")
    if content.get("Live") is True:
        return LoadRequest(profile, None)
    if "LiveNarrowedTo" in content:
        return LoadRequest(profile, None, _scope_in(content["LiveNarrowedTo"]))
    given = content.get("Creds")
    if not isinstance(given, dict):
        raise UsageError("Creds is missing")
    texts = {
        name: given.get(name)
        for name in ("accountId", "roleName", "accessKeyId", "secretAccessKey", "sessionToken")
    }
    wrong = [
        name for name, value in texts.items() if not isinstance(value, (str, int)) or not value
    ]
    expires = given.get("expiration")
    if not isinstance(expires, int) or isinstance(expires, bool) or not 0 < expires < _LAST_END:
        wrong.append("expiration")
    if wrong:
        raise UsageError(f"missing or wrong in Creds: {', '.join(wrong)}")
    assert isinstance(expires, int)
    try:
        account, role = account_id(str(texts["accountId"])), str(texts["roleName"])
    except ValueError as error:
        raise UsageError(str(error)) from None
    credentials = RoleCredentials(
        str(texts["accessKeyId"]),
        Secret(str(texts["secretAccessKey"])),
        Secret(str(texts["sessionToken"])),
        expires // 1000,
    )
    scope = str(content.get("Scope", ""))
    loaded = SlotContent(profile, account, role, "", credentials, instance, scope)
    return LoadRequest(profile, loaded)


def _scope_in(content: Any) -> Scope:
    """Read the scope of a live slot; one that cannot be read is an error, and never none."""
    given = content if isinstance(content, dict) else {}
    name, policy, max_ttl = given.get("Name"), given.get("Policy"), given.get("MaxTtl")
    is_whole = isinstance(max_ttl, int) and not isinstance(max_ttl, bool) and max_ttl >= 0
    if not isinstance(name, str) or not isinstance(policy, str | None) or not is_whole:
        raise UsageError("LiveNarrowedTo is not a scope")
    assert isinstance(max_ttl, int)
    try:
        return Scope(name, policy, max_ttl)
    except ValueError:
        raise UsageError("LiveNarrowedTo narrows nothing") from None


def live_request(profile: str, scope: Scope | None) -> dict[str, Any]:
    """Return the JSON of a PUT that lets the server obtain credentials.

    One that narrows has no `Live`: a server that knows of no scopes refuses it.
    """
    if scope is None:
        return {"ProfileName": profile, "Live": True}
    narrowed = {"Name": scope.name, "Policy": scope.policy, "MaxTtl": scope.max_ttl}
    return {"ProfileName": profile, "LiveNarrowedTo": narrowed}


def load_request(loaded: SlotContent) -> dict[str, Any]:
    """Return the JSON of a PUT that loads credentials."""
    return {
        "ProfileName": loaded.profile,
        "Instance": loaded.instance,
        "Scope": loaded.scope,
        "Creds": {
            "accountId": loaded.account_id,
            "roleName": loaded.role_name,
            "accessKeyId": loaded.credentials.access_key_id,
            "secretAccessKey": loaded.credentials.secret_access_key.reveal(),
            "sessionToken": loaded.credentials.session_token.reveal(),
            "expiration": loaded.credentials.expires * 1000,
        },
    }
