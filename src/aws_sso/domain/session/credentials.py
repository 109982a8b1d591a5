"""Credentials of a role: what AWS hands out and what the SDKs read."""

import json
from typing import Self

from aws_sso.domain.frozen import frozen
from aws_sso.domain.text.expiry import iso_utc, parse_time
from aws_sso.domain.text.secret import Secret

RENEW_BELOW = 15 * 60
"""Seconds before expiry from which the AWS SDKs ask again, so from which we renew."""


@frozen
class RoleCredentials:
    """Temporary credentials of one role; `expires` is in Unix seconds."""

    access_key_id: str
    secret_access_key: Secret
    session_token: Secret
    expires: int

    def process_json(self) -> str:
        """Return what `credential_process` prints, on one line.

        AWS SDKs and Tools Reference Guide, "Process credential provider".
        """
        return json.dumps(
            {
                "Version": 1,
                "AccessKeyId": self.access_key_id,
                "SecretAccessKey": self.secret_access_key.reveal(),
                "SessionToken": self.session_token.reveal(),
                "Expiration": iso_utc(self.expires),
            }
        )

    def claude_json(self) -> str:
        """Return what `awsCredentialExport` of Claude Code reads, on one line."""
        keys = json.loads(self.process_json())
        del keys["Version"]
        return json.dumps({"Credentials": keys})

    @classmethod
    def from_process_json(cls, text: str) -> Self:
        """Read what `process_json` wrote; raises ValueError or KeyError if it is not that."""
        fields = json.loads(text)
        return cls(
            fields["AccessKeyId"],
            Secret(fields["SecretAccessKey"]),
            Secret(fields["SessionToken"]),
            int(parse_time(fields["Expiration"]).timestamp()),
        )


def renew_at(obtained: int, expires: int) -> int:
    """Return the moment (Unix seconds) from which credentials are worth renewing.

    That is 15 minutes before they end, or with a quarter of their lifetime left, if that is later.
    """
    return expires - min(RENEW_BELOW, max(0, expires - obtained) // 4)
