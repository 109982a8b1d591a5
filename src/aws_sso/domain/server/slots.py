"""What the credential server keeps and answers.

The answers are those of the container credential provider (AWS SDKs and Tools Reference Guide,
"Container credential provider") and of the Go program's server.
"""

from dataclasses import dataclass
from typing import Any

from aws_sso.domain.aws.account_id import account_id
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.expiry import iso_utc
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import UsageError

DEFAULT_SLOT = ""
"""The name of the slot that answers at `/`."""
_LAST_END = 253_402_300_799_000
"""The last millisecond, more or less, that ISO 8601 has a year for."""


@dataclass(frozen=True, slots=True)
class SlotContent:
    """Credentials in a slot, and whose they are; `arn` is the role's where it is known.

    `instance` is the one they came from, empty where whoever loaded them did not say.
    """

    profile: str
    account_id: str
    role_name: str
    arn: str
    credentials: RoleCredentials
    instance: str = ""

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
        return {
            "ProfileName": self.profile,
            "AccountId": self.account_id,
            "RoleName": self.role_name,
            "Expiration": iso_utc(self.credentials.expires),
            "Expires": left,
        }


def content_of(role: Role, credentials: RoleCredentials) -> SlotContent:
    """Return what a slot holds of a role of ours."""
    return SlotContent(
        role.profile, role.account_id, role.role_name, role.arn, credentials, role.instance
    )


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """What a PUT asks for: credentials to keep, or a profile to obtain them for, ever again."""

    profile: str
    loaded: SlotContent | None

    @property
    def is_live(self) -> bool:
        """Whether the server obtains the credentials itself."""
        return self.loaded is None


def read_load_request(content: Any) -> LoadRequest:
    """Read the JSON of a PUT; raises UsageError, with what is wrong, if it is none.

    `{"ProfileName", "Creds": {accountId, roleName, accessKeyId, secretAccessKey, sessionToken,
    expiration (Unix milliseconds)}}`, or `{"ProfileName", "Live": true}`. `Instance` may say which
    one the credentials came from.
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
    return LoadRequest(profile, SlotContent(profile, account, role, "", credentials, instance))


def load_request(loaded: SlotContent) -> dict[str, Any]:
    """Return the JSON of a PUT that loads credentials."""
    return {
        "ProfileName": loaded.profile,
        "Instance": loaded.instance,
        "Creds": {
            "accountId": loaded.account_id,
            "roleName": loaded.role_name,
            "accessKeyId": loaded.credentials.access_key_id,
            "secretAccessKey": loaded.credentials.secret_access_key.reveal(),
            "sessionToken": loaded.credentials.session_token.reveal(),
            "expiration": loaded.credentials.expires * 1000,
        },
    }
