"""Finds the services of a region: what `AWS_ENDPOINT_URL…` says, else botocore's own rules."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aws_sso.adapters.files.files import make_private_folder, read_bytes, write_atomically
from aws_sso.domain.aws.endpoints import Endpoints
from aws_sso.domain.aws.origin import is_safe_to_call
from aws_sso.errors import ConfigError, FileAccessError

_VARIABLES = {
    "oidc": "AWS_ENDPOINT_URL_SSO_OIDC",
    "portal": "AWS_ENDPOINT_URL_SSO",
    "sts": "AWS_ENDPOINT_URL_STS",
}
_SERVICES = {"oidc": "sso-oidc", "portal": "sso", "sts": "sts"}
_GENERAL_VARIABLE = "AWS_ENDPOINT_URL"


def endpoints_of(region: str, environ: Mapping[str, str], cache: Path) -> Endpoints:
    """Return the endpoints to use for instances in `region`.

    `cache` is a JSON file that keeps what botocore's rules gave, since loading them costs more than
    everything else a command does. Raises ConfigError for a variable that names no safe endpoint,
    or a region for which there are no rules.
    """
    named = {name: _from_variables(name, environ) for name in _VARIABLES}
    if all(named.values()):
        return Endpoints(**{name: url for name, url in named.items() if url})
    derived = _derived(
        region,
        _is_true(environ, "AWS_USE_FIPS_ENDPOINT"),
        _is_true(environ, "AWS_USE_DUALSTACK_ENDPOINT"),
        cache,
    )
    return Endpoints(**{name: named[name] or derived[name] for name in _VARIABLES})


def rule_url(service: str, region: str, fips: bool, dual_stack: bool) -> str:
    """Return the endpoint that botocore's rules give for a service (its botocore name)."""
    from botocore.endpoint_provider import EndpointProvider
    from botocore.exceptions import EndpointProviderError
    from botocore.loaders import Loader

    loader = Loader()
    provider = EndpointProvider(
        loader.load_service_model(service, "endpoint-rule-set-1"), loader.load_data("partitions")
    )
    try:
        endpoint = provider.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual_stack)
    except EndpointProviderError as error:
        raise ConfigError(
            f"there is no endpoint of {service} for region `{region}` as asked for: {error}",
            "check `SSORegion`, `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT`",
        ) from None
    return str(endpoint.url)


def _derived(region: str, fips: bool, dual_stack: bool, cache: Path) -> dict[str, str]:
    import botocore

    key = f"{botocore.__version__} {region} fips={fips} dual_stack={dual_stack}"
    known = _cached(cache)
    found = known.get(key)
    if isinstance(found, dict) and found.keys() == _SERVICES.keys():
        return found
    derived = {
        name: rule_url(service, region, fips, dual_stack) for name, service in _SERVICES.items()
    }
    try:
        make_private_folder(cache.parent)
        write_atomically(cache, json.dumps({**known, key: derived}, indent=1).encode())
    except FileAccessError:
        pass  # Only a cache: on a read-only disk it is worked out each time.
    return derived


def _cached(cache: Path) -> dict[str, Any]:
    try:
        known = json.loads(read_bytes(cache) or b"{}")
    except (ValueError, FileAccessError):
        return {}
    return known if isinstance(known, dict) else {}


def _from_variables(name: str, environ: Mapping[str, str]) -> str | None:
    for variable in (_VARIABLES[name], _GENERAL_VARIABLE):
        url = environ.get(variable)
        if url:
            return checked_endpoint(variable, url)
    return None


def checked_endpoint(variable: str, url: str) -> str:
    """Return an endpoint given by a variable, without final slash; raises ConfigError."""
    try:
        safe = is_safe_to_call(url)
    except ValueError:
        safe = False
    if not safe:
        raise ConfigError(
            f"`{variable}` is not an endpoint that secrets may be sent to: {url}",
            "an https:// URL, or http:// on this machine (127.0.0.1, localhost)",
        )
    return url.rstrip("/")


def _is_true(environ: Mapping[str, str], variable: str) -> bool:
    return environ.get(variable, "").lower() == "true"
