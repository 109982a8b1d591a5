"""The parts of one Identity Center instance, each built when first needed."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_sso.adapters.aws.portal import PortalClient
    from aws_sso.adapters.files.turns import SharedTurn
    from aws_sso.adapters.vault.instance_records import InstanceRecords
    from aws_sso.domain.aws.endpoints import Endpoints
    from aws_sso.domain.settings.settings import InstanceSettings
    from aws_sso.parts.credentials import CredentialParts
    from aws_sso.parts.parts import Parts
    from aws_sso.parts.region import Region
    from aws_sso.parts.roles import InstanceRoles
    from aws_sso.parts.signing_in import SigningIn
    from aws_sso.parts.whereabouts import Whereabouts
    from aws_sso.use_cases.sign_in import SignIn


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
        """The region that it is in."""
        from aws_sso.parts.region import Region

        settings = self.settings
        led_to = self._parts.files.portals.portal(self.name, settings.start_url)
        if led_to is None:
            return Region(self._parts, self, settings.sso_region, settings.start_url)
        return Region(self._parts, self, led_to.region or settings.sso_region, led_to.url)

    @cached_property
    def whereabouts(self) -> "Whereabouts | None":
        """What follows a start URL of the company's own; None for one of AWS's."""
        from aws_sso.domain.session.portal_address import is_own_address

        if not is_own_address(self.settings.start_url):
            return None
        from aws_sso.parts.whereabouts import Whereabouts

        return Whereabouts(self._parts, self)

    def trust_portal(self, url: str) -> None:
        """Let the start URL lead to this portal from now on; raises UsageError."""
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
    def portal(self) -> "PortalClient":
        """Its portal."""
        return self.home.portal

    @property
    def signing_in(self) -> "SigningIn":
        """The parts that sign in to it."""
        return self.home.signing_in

    def sign_in_by_port(self, port: int) -> "SignIn":
        """Return what gets tokens for it, through a browser that returns to that port."""
        from aws_sso.parts.signing_in import SigningIn

        return SigningIn(self._parts, self, self.home, port).sign_in

    @property
    def sign_in(self) -> "SignIn":
        """The source of its tokens."""
        return self.home.sign_in

    def turn(self, what: str) -> "SharedTurn":
        """Return the turn, between processes, for some work on this instance."""
        from aws_sso.adapters.files.turns import SharedTurn
        from aws_sso.domain.text.file_names import file_name

        return SharedTurn(
            self._parts.locks,
            self._parts.locations.state / "failures",
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
        return sign_out(self.records, self.portal, lambda: servers.sign_out(self.name))

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
