"""The parts that belong to one Identity Center instance, each built when first needed."""

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
    from aws_sso.parts.roles import InstanceRoles
    from aws_sso.parts.signing_in import SigningIn
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
    def records(self) -> "InstanceRecords":
        """What the vault keeps for it."""
        from aws_sso.adapters.vault.instance_records import InstanceRecords

        parts = self._parts
        return InstanceRecords(parts.vaults.vault, self.name, lambda: self.endpoints, parts.now)

    @cached_property
    def endpoints(self) -> "Endpoints":
        """Where its services are."""
        return self._parts.network.endpoints(self.settings.sso_region)

    @cached_property
    def portal(self) -> "PortalClient":
        """Its portal."""
        from aws_sso.adapters.aws.portal import PortalClient

        return PortalClient(self._parts.network.https, self.endpoints.portal)

    @cached_property
    def signing_in(self) -> "SigningIn":
        """What signs in to it."""
        from aws_sso.parts.signing_in import SigningIn

        return SigningIn(self._parts, self)

    @property
    def sign_in(self) -> "SignIn":
        """What gets tokens for it."""
        return self.signing_in.sign_in

    def turn(self, what: str) -> "SharedTurn":
        """Return the turn, between processes, at some work for this instance."""
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
        """End the session and forget all that is kept of it; tells whether there was one."""
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
        """What hands out credentials of its roles."""
        from aws_sso.parts.credentials import CredentialParts

        return CredentialParts(self._parts, self)
