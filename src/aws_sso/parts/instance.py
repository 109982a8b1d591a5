"""The parts of one Identity Center instance, each built when first needed."""

from aws_sso.annotations import TYPE_CHECKING, TypeVar
from aws_sso.domain.frozen import cached_property

if TYPE_CHECKING:
    from aws_sso.adapters.files.outages import SharedOutages
    from aws_sso.adapters.files.turns import SharedTurn
    from aws_sso.adapters.vault.instance_records import InstanceRecords
    from aws_sso.annotations import Callable
    from aws_sso.domain.aws.endpoints import Endpoints
    from aws_sso.domain.session.portal_address import PortalAddress
    from aws_sso.domain.session.token import Token
    from aws_sso.domain.settings.settings import InstanceSettings
    from aws_sso.parts.credentials import CredentialParts
    from aws_sso.parts.parts import Parts
    from aws_sso.parts.region import Region
    from aws_sso.parts.roles import InstanceRoles
    from aws_sso.parts.signing_in import SigningIn
    from aws_sso.parts.whereabouts import Whereabouts

    T = TypeVar("T")


class Instance:
    """All parts of one instance."""

    def __init__(self, parts: "Parts", settings: "InstanceSettings") -> None:
        self._parts = parts
        self.settings = settings

    @property
    def name(self) -> str:
        """The instance's name in config.yaml."""
        return self.settings.name

    @property
    def primary_tags(self) -> tuple[str, ...]:
        """The tags that name an account."""
        return self._parts.settings.roles.account_primary_tag

    @cached_property
    def home(self) -> "Region":
        """Its region."""
        from aws_sso.parts.region import Region

        settings = self.settings
        led_to = self._parts.files.portals.portal(self.name, settings.start_url)
        if led_to is None:
            return Region(self._parts, self, settings.sso_region, settings.start_url)
        return Region(self._parts, self, led_to.region or settings.sso_region, led_to.url)

    @cached_property
    def regions(self) -> "tuple[Region, ...]":
        """Its regions in the order of config.yaml, each with its own services and records."""
        from aws_sso.parts.region import Region

        settings, home = self.settings, self.home
        if not settings.sso_regions:
            return (home,)
        from aws_sso.domain.session.portal_address import address_in

        names = dict.fromkeys((settings.sso_region, *settings.sso_regions))
        others = [
            Region(self._parts, self, name, address_in(home.start_url, name))
            for name in names
            if name != home.name
        ]
        return (home, *others)

    def first_up(self, work: "Callable[[Region], T]") -> "T":
        """Do some work in the first of its regions that is up."""
        from aws_sso.use_cases.first_up import first_up

        return first_up(self.regions, self._outages, self._parts.voice.warn, work)

    @property
    def likely_up(self) -> "Region":
        """The first of its regions that is not known to be down."""
        from aws_sso.use_cases.first_up import in_order

        return in_order(self.regions, self._outages)[0]

    @cached_property
    def _outages(self) -> "SharedOutages":
        from aws_sso.adapters.files.outages import SharedOutages

        parts = self._parts
        return SharedOutages(parts.locations.derived("failures"), self.name, parts.now)

    def move_to(self, portal: "PortalAddress") -> None:
        """Move to the portal to which the start URL redirects."""
        from aws_sso.domain.session.portal_address import address_in

        for region in self.regions:
            region.start_url = address_in(portal.url, region.name)
        self.home.name = portal.region or self.settings.sso_region
        self.home.start_url = portal.url

    @cached_property
    def whereabouts(self) -> "Whereabouts | None":
        """Follows a company's own start URL; None for AWS's own."""
        from aws_sso.domain.session.portal_address import is_own_address

        if not is_own_address(self.settings.start_url):
            return None
        from aws_sso.parts.whereabouts import Whereabouts

        return Whereabouts(self._parts, self)

    def trust_portal(self, url: str) -> None:
        """Trust this portal as the start URL's target from now on; raises UsageError."""
        if self.whereabouts is None:
            from aws_sso.use_cases.locate_portal import not_its_own

            raise not_its_own(self.settings.start_url)
        self.whereabouts.trust(url)

    @property
    def endpoints(self) -> "Endpoints":
        """Its service endpoints."""
        return self.home.endpoints

    @cached_property
    def records(self) -> "InstanceRecords":
        """Its records in the vault."""
        return self.home.records

    @property
    def signing_in(self) -> "SigningIn":
        """The parts that sign in to it."""
        return self.home.signing_in

    def current_token(self) -> "Token | None":
        """Return the token of the region to use if it is still valid; asks nobody."""
        return self.likely_up.sign_in.current()

    def token(self, *, may_ask: bool, must_keep: bool = False, redirect_port: int = 0) -> "Token":
        """Return a valid token of the first region that is up, after a sign-in if necessary.

        `redirect_port` is the port that the browser returns to, 0 for any.
        """
        from aws_sso.parts.signing_in import SigningIn

        def token(region: "Region") -> "Token":
            sign_in = SigningIn(self._parts, self, region, redirect_port).sign_in
            return sign_in.token(may_ask=may_ask, must_keep=must_keep)

        return self.first_up(token)

    def turn(self, what: str) -> "SharedTurn":
        """Return the turn, between processes, for some work on this instance."""
        from aws_sso.adapters.files.turns import SharedTurn
        from aws_sso.domain.text.file_names import file_name

        return SharedTurn(
            self._parts.locks,
            self._parts.locations.derived("failures"),
            file_name(f"{self.name} {what}"),
            self._parts.time.patience(),
            self._parts.began,
            self._parts.now,
        )

    def sign_out(self) -> bool:
        """End the session and delete its records; returns whether there was one."""
        from aws_sso.parts.servers import servers_that_run
        from aws_sso.use_cases.sign_out import sign_out

        servers = servers_that_run(self._parts)
        places = [(region.records, region.portal) for region in self.regions]
        return sign_out(places, self.records.forget, lambda: servers.sign_out(self.name))

    @cached_property
    def roles(self) -> "InstanceRoles":
        """Its roles."""
        from aws_sso.parts.roles import InstanceRoles

        return InstanceRoles(self._parts, self)

    @cached_property
    def credentials(self) -> "CredentialParts":
        """The source of its role credentials."""
        from aws_sso.parts.credentials import CredentialParts

        return CredentialParts(self._parts, self)
