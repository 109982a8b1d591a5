"""The parts that find out whose console to open, and open it."""

from aws_sso.annotations import TYPE_CHECKING, Callable
from aws_sso.domain.roles.roles import Role
from aws_sso.use_cases.open_console import OpenConsolePorts
from aws_sso.use_cases.whose_console import WhoseConsolePorts

if TYPE_CHECKING:
    from aws_sso.adapters.aws.federation import FederationClient
    from aws_sso.adapters.aws.sts import StsClient
    from aws_sso.domain.roles.selection import RoleChoice
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts


class ConsoleParts:
    """Builds what the console's use cases need."""

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts

    def whose(
        self,
        choose: "Callable[[RoleChoice], tuple[Instance, Role]]",
        pick: "Callable[[Instance, str | None], Role]",
        confirm: Callable[[Role], None],
    ) -> "WhoseConsolePorts[Instance]":
        """Return what finding the console's owner needs; the three functions may ask."""
        parts = self._parts
        return WhoseConsolePorts(
            instances=parts.instances,
            environ=parts.environ,
            sts=self._sts,
            keys_of_profile=parts.sdk.credentials_of,
            has_terminal=parts.desktop.has_terminal,
            choose=choose,
            pick=pick,
            confirm=confirm,
        )

    def opening(self) -> OpenConsolePorts:
        """Return what opening a console needs."""
        parts = self._parts
        return OpenConsolePorts(
            federation=self._federation,
            opener=parts.urls.for_console,
            portal_of=lambda role: parts.instances.named(role.instance).home.start_url,
            environ=parts.environ,
            warn=parts.voice.warn,
        )

    def _sts(self, region: str) -> "StsClient":
        from aws_sso.adapters.aws.sts import StsClient

        network = self._parts.network
        return StsClient(network.https, network.endpoints(region).sts.url, region)

    def _federation(self, partition: str, region: str) -> "FederationClient":
        from aws_sso.adapters.aws.federation import FederationClient, federation_endpoint

        endpoint = federation_endpoint(
            partition, region, self._parts.environ, self._parts.settings.calls.allow_endpoints
        )
        return FederationClient(self._parts.network.https, endpoint)
