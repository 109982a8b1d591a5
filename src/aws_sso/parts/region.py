"""The services of one instance in one region, and what the vault keeps from them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_sso.adapters.aws.portal import PortalClient
    from aws_sso.adapters.files.turns import SharedTurn
    from aws_sso.adapters.vault.instance_records import InstanceRecords
    from aws_sso.domain.aws.endpoints import Endpoints
    from aws_sso.domain.session.token import Token
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts
    from aws_sso.parts.signing_in import SigningIn
    from aws_sso.use_cases.sign_in import SignIn


class Region:
    """Where an instance is: a region's `name`, and AWS's own address of the portal there.

    Both change when somebody signs in by an address of the company's own that leads elsewhere.
    """

    def __init__(self, parts: "Parts", instance: "Instance", name: str, start_url: str) -> None:
        self._parts = parts
        self._instance = instance
        self.name = name
        self.start_url = start_url

    @property
    def endpoints(self) -> "Endpoints":
        """Where its services are."""
        return self._parts.network.endpoints(self.name)

    @property
    def records(self) -> "InstanceRecords":
        """What the vault keeps of it."""
        from aws_sso.adapters.vault.instance_records import InstanceRecords

        parts = self._parts
        return InstanceRecords(
            *(parts.vaults.vault, self._instance.name, lambda: self.endpoints, parts.now),
            token_changed=self._token_changed,
        )

    def _token_changed(self, token: "Token | None") -> None:
        from aws_sso.parts.cli_tokens import token_changed

        token_changed(self._parts, self._instance.name, self.name, token)

    @property
    def portal(self) -> "PortalClient":
        """Its portal."""
        from aws_sso.adapters.aws.portal import PortalClient

        return PortalClient(self._parts.network.https, lambda: self.endpoints.portal)

    @property
    def signing_in(self) -> "SigningIn":
        """What signs in to it."""
        from aws_sso.parts.signing_in import SigningIn

        return SigningIn(self._parts, self._instance, self)

    @property
    def sign_in(self) -> "SignIn":
        """What gets tokens for it."""
        return self.signing_in.sign_in

    def turn(self, what: str) -> "SharedTurn":
        """Return the turn, between processes, at some work for it."""
        return self._instance.turn(what)
