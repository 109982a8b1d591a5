"""Whether a region's sign-in service knows a start URL."""

from typing import TYPE_CHECKING

from aws_sso.adapters.aws.endpoints import endpoints_of
from aws_sso.adapters.aws.oidc import OidcClient
from aws_sso.errors import ConfigError, NetworkError, OidcRefusedError, SsoError

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts


def problem_with_region(parts: "Parts", start_url: str, region: str) -> SsoError | None:
    """Ask the sign-in service of a region about a start URL; returns None if it knows it.

    That registers a client and begins a device authorization, which nobody finishes.
    """
    try:
        endpoints = endpoints_of(region, parts.environ, parts.locations.state / "endpoints.json")
        oidc = OidcClient(
            parts.network.https, endpoints.oidc, endpoints.portal, start_url, parts.now
        )
        oidc.start_device(oidc.register("device_code"))
    except OidcRefusedError:
        return ConfigError(
            f"the sign-in service in {region} does not know {start_url}",
            "the region is the one that Identity Center was set up in",
        )
    except (NetworkError, ConfigError) as error:
        return error
    return None
