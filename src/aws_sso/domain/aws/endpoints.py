"""Where the services of one instance are, and what secrets are bound to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_sso.domain.frozen import frozen

if TYPE_CHECKING:
    from aws_sso.domain.aws.url import Url


@frozen
class Endpoint:
    """One service.

    `address` is its URL. `identity` is what tokens and credentials are bound to: the address's
    origin, or, for AWS's own endpoints, the service's standard one, so that its FIPS and dual-stack
    names are the same to us. `is_aws` tells whether botocore's rules give this endpoint.
    """

    address: str
    identity: str
    is_aws: bool

    @property
    def url(self) -> Url:
        """What is dialled; read only when something is: commands with all at hand need not."""
        from aws_sso.domain.aws.url import Url

        return Url.parse(self.address)


@frozen
class Endpoints:
    """Sign-in service, portal and STS."""

    oidc: Endpoint
    portal: Endpoint
    sts: Endpoint

    def foreign(self) -> list[str]:
        """Return the origins, among those that see tokens, that are not AWS's own; each once."""
        found = (self.oidc, self.portal)
        return list(dict.fromkeys(one.url.origin for one in found if not one.is_aws))
