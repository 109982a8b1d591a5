"""Amazon Resource Names of any resource, as people paste them."""

from aws_sso.domain.aws.arn import account_id
from aws_sso.domain.frozen import frozen

_FORM = "an ARN looks like arn:aws:lambda:eu-west-1:123456789012:function:name"


@frozen
class ResourceArn:
    """`arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`; region and account may be empty.

    AWS's own resources, such as managed policies, have the account `aws`.
    """

    partition: str
    service: str
    region: str
    account_id: str
    resource: str

    def __str__(self) -> str:
        head = f"arn:{self.partition}:{self.service}:{self.region}:{self.account_id}"
        return f"{head}:{self.resource}"

    @classmethod
    def parse(cls, text: str) -> "ResourceArn":
        """Parse an ARN; raises ValueError that says what is wrong.

        Restores leading zeros that the account id lost. Format: AWS General Reference, "Amazon
        Resource Names (ARNs)".
        """
        parts = text.strip().split(":", 5)
        if len(parts) != 6 or parts[0] != "arn" or not parts[1].startswith("aws"):
            raise ValueError(_FORM)
        _, partition, service, region, account, resource = parts
        if not service or not resource or not resource.isprintable():
            raise ValueError(_FORM)
        known = account if account in ("", "aws") else account_id(account)
        return cls(partition, service, region, known, resource)

    @property
    def owner(self) -> str | None:
        """The 12-digit id of the resource's account; None if the ARN has none."""
        return self.account_id if self.account_id not in ("", "aws") else None

    @property
    def kind(self) -> str:
        """The kind, such as `function` or `instance`; the whole resource if it has no kind."""
        return self._split()[0]

    @property
    def name(self) -> str:
        """The part after the kind; empty if there is none."""
        return self._split()[1]

    def _split(self) -> tuple[str, str]:
        places = [place for mark in ":/" if (place := self.resource.find(mark)) >= 0]
        if not places:
            return self.resource, ""
        return self.resource[: min(places)], self.resource[min(places) + 1 :]
