"""Whether a region's sign-in service knows a start URL."""

from collections.abc import Callable
from typing import Protocol

from aws_sso.domain.session.device import DeviceAuthorization
from aws_sso.domain.session.token import ClientRegistration
from aws_sso.errors import ConfigError, NetworkError, OidcRefusedError, SsoError


class SignInService(Protocol):
    """The calls of a region's sign-in service that it takes, for one start URL."""

    def register(self, workflow: str) -> ClientRegistration: ...
    def start_device(self, client: ClientRegistration) -> DeviceAuthorization: ...


def problem_with_region(
    service: Callable[[str, str], SignInService], region: str, start_url: str
) -> SsoError | None:
    """Ask the sign-in service of a region about a start URL; returns None if it knows it.

    `service` returns that of a region, for a start URL. Asking registers a client and begins a
    device authorization, which nobody finishes.
    """
    try:
        asked = service(region, start_url)
        asked.start_device(asked.register("device_code"))
    except OidcRefusedError:
        return ConfigError(
            f"the sign-in service in {region} does not know {start_url}",
            "the region is the one that Identity Center was set up in",
        )
    except (NetworkError, ConfigError) as error:
        return error
    return None
