"""The services of one instance in one region, and their records in the vault."""

from aws_sso.annotations import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_sso.adapters.aws.account_access import AccountAccessClient
    from aws_sso.adapters.aws.https import Https
    from aws_sso.adapters.aws.portal import PortalClient
    from aws_sso.adapters.aws.sts import StsClient
    from aws_sso.adapters.files.turns import SharedTurn
    from aws_sso.adapters.vault.instance_records import InstanceRecords
    from aws_sso.domain.aws.endpoints import Endpoints
    from aws_sso.domain.session.token import Token
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts
    from aws_sso.parts.signing_in import SigningIn
    from aws_sso.use_cases.paced_calls import PacedCalls
    from aws_sso.use_cases.sign_in import SignIn


class Region:
    """An instance's location: a region's `name`, and AWS's own portal URL there.

    Both change when a sign-in through the company's own URL leads elsewhere.
    """

    def __init__(self, parts: "Parts", instance: "Instance", name: str, start_url: str) -> None:
        self._parts = parts
        self._instance = instance
        self.name = name
        self.start_url = start_url

    @property
    def endpoints(self) -> "Endpoints":
        """Its service endpoints."""
        has_tenant = self._instance.settings.tenant is not None
        return self._parts.network.endpoints(self.name, with_access=has_tenant)

    @property
    def records(self) -> "InstanceRecords":
        """Its records in the vault."""
        from aws_sso.adapters.vault.instance_records import InstanceRecords

        parts, one = self._parts, self._instance
        return InstanceRecords(
            *(parts.vaults.vault, one.name, lambda: self.endpoints, parts.now),
            token_changed=self._token_changed,
            region=self._own_name,
            everywhere=lambda: [region.endpoints for region in one.regions],
        )

    def _token_changed(self, token: "Token | None") -> None:
        from aws_sso.parts.cli_tokens import token_changed

        # Other programs know one region of an instance, and get no other region's token.
        if self is self._instance.home:
            token_changed(self._parts, self._instance.name, self.name, token)

    @property
    def _own_name(self) -> str | None:
        """Its name in the names of its records; None for the region of `SSORegion`."""
        return None if self.name == self._instance.settings.sso_region else self.name

    @property
    def https(self) -> "Https":
        """The client for its services. It gives up sooner if there is another region."""
        network = self._parts.network
        return network.hurried if len(self._instance.regions) > 1 else network.https

    def paced_calls(self) -> "PacedCalls":
        """Return calls that share one pace."""
        return self._parts.network.paced_calls(hurried=len(self._instance.regions) > 1)

    def sts(self) -> "StsClient":
        """Return its STS."""
        from aws_sso.adapters.aws.sts import StsClient

        return StsClient(self.https, self.endpoints.sts.url, self.name)

    @property
    def portal(self) -> "PortalClient":
        """Its portal."""
        from aws_sso.adapters.aws.portal import PortalClient

        return PortalClient(self.https, lambda: self.endpoints.portal)

    @property
    def access(self) -> "AccountAccessClient | None":
        """Its Account Access; None for an instance without a tenant."""
        tenant, endpoint = self._instance.settings.tenant, self.endpoints.access
        if tenant is None or endpoint is None:
            return None
        from aws_sso.adapters.aws.account_access import AccountAccessClient

        return AccountAccessClient(self.https, endpoint, tenant)

    @property
    def signing_in(self) -> "SigningIn":
        """Its sign-in service."""
        from aws_sso.parts.signing_in import SigningIn

        return SigningIn(self._parts, self._instance, self)

    @property
    def sign_in(self) -> "SignIn":
        """The source of its tokens."""
        return self.signing_in.sign_in

    def turn(self, what: str) -> "SharedTurn":
        """Return the turn, between processes, for some work on it."""
        return self._instance.turn(what if self._own_name is None else f"{what} {self._own_name}")
