"""The credential server's slots: what it stores and answers.

Answers follow the container credential provider (AWS SDKs and Tools Reference Guide, "Container
credential provider") and aws-sso-cli's server.
"""

from aws_sso.annotations import Any
from aws_sso.domain.aws.arn import account_id
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.scope.scope import Scope
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.expiry import iso_utc
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import UsageError

DEFAULT_SLOT = ""
"""Name of the slot that answers at `/`."""
_LAST_END = 253_402_300_799_000
"""Roughly the last millisecond that ISO 8601 can express."""


@frozen
class SlotContent:
    """Credentials in a slot, and their owner; `arn` is the role's, if known.

    `instance` is where they came from, empty if the client did not say. `scope` is empty if they
    are not narrowed.
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
            "AccountId": self.account_id,
        }
        return {**answer, "RoleArn": self.arn} if self.arn else answer

    def profile_answer(self, left: str) -> dict[str, str]:
        """Return the description for people, without secrets; `left` is the time until expiry."""
        answer = {
            "ProfileName": self.profile,
            "AccountId": self.account_id,
            "RoleName": self.role_name,
            "Expiration": iso_utc(self.credentials.expires),
            "Expires": left,
        }
        return {**answer, "Scope": self.scope} if self.scope else answer


def content_of(role: Role, credentials: RoleCredentials, scope: Scope | None) -> SlotContent:
    """Return a slot's content for one of our roles, narrowed to a scope or not."""
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
    """A PUT request: credentials to store, or a profile whose credentials the server keeps fresh.

    `scope` limits the credentials of such a profile.
    """

    profile: str
    loaded: SlotContent | None
    scope: Scope | None = None

    @property
    def is_live(self) -> bool:
        """Whether the server fetches the credentials itself."""
        return self.loaded is None


def read_load_request(content: Any) -> LoadRequest:
    """Parse the JSON of a PUT; raises UsageError that says what is wrong.

    `{"ProfileName", "Creds": {accountId, roleName, accessKeyId, secretAccessKey, sessionToken,
    expiration (Unix milliseconds)}}`, or `{"ProfileName", "Live": true}`, or `{"ProfileName",
    "LiveNarrowedTo": {"Name", "Policy" (or null), "MaxTtl" (seconds, 0 for none)}}`. `Instance`
    optionally says where the credentials came from, `Scope` how loaded ones are narrowed.
    """
    if not isinstance(content, dict):
        raise UsageError("the body is not a JSON object")
    profile, instance = content.get("ProfileName"), content.get("Instance", "")
    if not isinstance(profile, str) or not profile:
        raise UsageError("ProfileName is missing")
    if not isinstance(instance, str):
        raise UsageError("Instance is not a string")
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
    """Parse the scope of a live slot; an unreadable scope is an error, never "no scope"."""
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
    """Return the JSON of a PUT that makes the server fetch credentials.

    A request with a scope has no `Live`, so that a server without support for scopes refuses it.
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
