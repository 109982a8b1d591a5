"""Whether a region's sign-in service knows a start URL."""

from aws_sso.annotations import Callable, Protocol
from aws_sso.domain.session.device import DeviceAuthorization
from aws_sso.domain.session.token import ClientRegistration
from aws_sso.errors import ConfigError, NetworkError, SsoError
from aws_sso.refusals import OidcRefusedError


class SignInService(Protocol):
    """The required calls of a region's sign-in service, for one start URL."""

    def register(self, workflow: str) -> ClientRegistration: ...
    def start_device(self, client: ClientRegistration) -> DeviceAuthorization: ...


def problem_with_region(
    service: Callable[[str, str], SignInService], region: str, start_url: str
) -> SsoError | None:
    """Ask a region's sign-in service about a start URL; returns None if it knows the URL.

    `service` returns the service for a region and a start URL. Asking registers a client and starts
    a device authorization that is never finished.
    """
    try:
        asked = service(region, start_url)
        asked.start_device(asked.register("device_code"))
    except OidcRefusedError:
        return ConfigError(
            f"the sign-in service in {region} does not know {start_url}",
            "use the region in which Identity Center was set up",
        )
    except (NetworkError, ConfigError) as error:
        return error
    return None
