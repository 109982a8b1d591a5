"""The service endpoints of one instance, and the origins that secrets are bound to."""

from __future__ import annotations

from aws_sso.annotations import TYPE_CHECKING
from aws_sso.domain.frozen import frozen

if TYPE_CHECKING:
    from aws_sso.domain.aws.url import Url


@frozen
class Endpoint:
    """One service.

    `address` is its URL. Tokens and credentials are bound to `identity`: the origin of the address
    or, for AWS's own endpoints, the standard origin of the service, so that FIPS and dual-stack
    names count as the same. `is_aws` is true if botocore's rules produce this endpoint.
    """

    address: str
    identity: str
    is_aws: bool

    @property
    def url(self) -> Url:
        """The address to connect to. Computed on first use: many commands never connect."""
        from aws_sso.domain.aws.url import Url

        return Url.parse(self.address)


@frozen
class Endpoints:
    """Sign-in service, portal and STS; Account Access for an instance with a tenant."""

    oidc: Endpoint
    portal: Endpoint
    sts: Endpoint
    access: Endpoint | None = None

    @property
    def givers(self) -> str:
        """The identities of the services that give role credentials, separated by a comma."""
        given_by = (self.portal, self.access)
        return ",".join(one.identity for one in given_by if one)

    def foreign(self) -> list[str]:
        """Return the origins that see tokens and are not AWS's own, without duplicates."""
        found = (self.oidc, self.portal, self.access)
        return list(dict.fromkeys(one.url.origin for one in found if one and not one.is_aws))
