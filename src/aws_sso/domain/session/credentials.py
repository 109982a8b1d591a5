"""Role credentials: as AWS issues them and as SDKs read them."""

from aws_sso.annotations import Self
from aws_sso.domain.frozen import frozen
from aws_sso.domain.text.expiry import iso_utc, seconds_of
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.domain.text.secret import Secret

RENEW_BELOW = 15 * 60
"""Seconds before expiry when AWS SDKs ask for new credentials, so when we renew."""


@frozen
class RoleCredentials:
    """Temporary role credentials; `expires` is in Unix seconds."""

    access_key_id: str
    secret_access_key: Secret
    session_token: Secret
    expires: int

    def process_json(self, account_id: str) -> str:
        """Return the output of `credential_process` for a role in that account, on one line.

        Format: AWS SDKs and Tools Reference Guide, "Process credential provider".
        """
        return written({"Version": 1, **self._keys(), "AccountId": account_id})

    def claude_json(self) -> str:
        """Return the format that Claude Code's `awsCredentialExport` reads, on one line."""
        return written({"Credentials": self._keys()})

    def _keys(self) -> dict[str, str]:
        return {
            "AccessKeyId": self.access_key_id,
            "SecretAccessKey": self.secret_access_key.reveal(),
            "SessionToken": self.session_token.reveal(),
            "Expiration": iso_utc(self.expires),
        }

    @classmethod
    def from_process_json(cls, text: str) -> Self:
        """Parse the output of `process_json`; raises ValueError or KeyError for anything else."""
        fields = parsed(text)
        return cls(
            fields["AccessKeyId"],
            Secret(fields["SecretAccessKey"]),
            Secret(fields["SessionToken"]),
            int(seconds_of(fields["Expiration"])),
        )


def renew_at(obtained: int, expires: int) -> int:
    """Return the time (Unix seconds) from which credentials should be renewed.

    That is 15 minutes before expiry, or when a quarter of their lifetime is left, if that is later.
    """
    return expires - min(RENEW_BELOW, max(0, expires - obtained) // 4)
