"""Amazon Resource Names of IAM roles, the partitions they live in, and account ids."""

from aws_sso.domain.frozen import frozen

_DIGITS = 12
_PARTITION_BY_REGION_PREFIX = {
    "us-gov-": "aws-us-gov",
    "cn-": "aws-cn",
    "eusc-": "aws-eusc",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "eu-isoe-": "aws-iso-e",
    "us-isof-": "aws-iso-f",
}


def partition_of(region: str) -> str:
    """Return the partition of a region name, `aws` for commercial and unknown ones."""
    for prefix, partition in _PARTITION_BY_REGION_PREFIX.items():
        if region.startswith(prefix):
            return partition
    return "aws"


def account_id(text: str) -> str:
    """Return `text` as an AWS account id: twelve digits, kept as text.

    Restores lost leading zeros (`7` means `000000000007`), because YAML readers, spreadsheets and
    people drop them. Raises ValueError for anything but 1 to 12 ASCII digits.
    """
    stripped = text.strip()
    if not (stripped.isascii() and stripped.isdigit()) or len(stripped) > _DIGITS:
        raise ValueError(f"not a 12-digit AWS account id: {text!r}")
    return stripped.zfill(_DIGITS)


@frozen
class RoleArn:
    """The ARN of an IAM role: `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`."""

    partition: str
    account_id: str
    role_name: str
    path: str = "/"

    def __str__(self) -> str:
        return f"arn:{self.partition}:iam::{self.account_id}:role{self.path}{self.role_name}"

    @classmethod
    def parse(cls, text: str) -> "RoleArn":
        """Parse a role's ARN; raises ValueError if it is not one.

        Restores leading zeros that the account id lost. Format: IAM User Guide, "IAM identifiers".
        """
        parts = text.strip().split(":", 5)
        if len(parts) != 6 or parts[0] != "arn" or parts[2] != "iam" or parts[3] != "":
            raise ValueError(f"not an IAM role ARN: {text!r}")
        resource = parts[5]
        if not parts[1].startswith("aws") or not resource.startswith("role/"):
            raise ValueError(f"not an IAM role ARN: {text!r}")
        path, _, name = resource[len("role") :].rpartition("/")
        if not name:
            raise ValueError(f"not an IAM role ARN: {text!r}")
        return cls(parts[1], account_id(parts[4]), name, f"{path}/")


def role_arn(region: str, account: str, role_name: str) -> str:
    """Return the ARN that this program uses for an Identity Center role."""
    return str(RoleArn(partition_of(region), account, role_name, "/"))
