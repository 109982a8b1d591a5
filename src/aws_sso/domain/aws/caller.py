"""Who owns credentials, according to GetCallerIdentity."""

import re

from aws_sso.domain.frozen import frozen

_SSO_ROLE = re.compile(r"AWSReservedSSO_(?P<permission_set>.+)_[0-9a-f]{16}")


@frozen
class Caller:
    """The owner of credentials; `name` is the role or user, `root` for the account's root user."""

    partition: str
    account_id: str
    name: str
    permission_set: str | None

    @classmethod
    def from_arn(cls, arn: str) -> "Caller":
        """Parse the `Arn` from GetCallerIdentity; raises ValueError for anything else.

        Format: IAM User Guide, "IAM identifiers". Identity Center names the roles of permission
        sets `AWSReservedSSO_NAME_SUFFIX` (Identity Center User Guide).
        """
        parts = arn.split(":", 5)
        if len(parts) != 6 or parts[0] != "arn":
            raise ValueError(f"not an ARN: {arn!r}")
        kind, *names = parts[5].split("/")
        name = names[0] if kind == "assumed-role" and names else names[-1] if names else kind
        found = _SSO_ROLE.fullmatch(name) if kind == "assumed-role" else None
        return cls(parts[1], parts[4], name, found["permission_set"] if found else None)
