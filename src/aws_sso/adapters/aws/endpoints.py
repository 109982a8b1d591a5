"""Finds a region's endpoints: from `AWS_ENDPOINT_URL…`, else from botocore's rules.

Others can easily set a variable (a direnv file, a container image), and a stolen token is usable.
So an endpoint outside AWS is used only if it is on this machine or config.yaml allows it. "AWS's
own" means exactly the endpoints from the rules for this service and region. A name that merely ends
in an AWS domain does not count: other people's load balancers and buckets do too.
"""

import os
import sys

from aws_sso.adapters.files.files import make_private_folder, write_atomically
from aws_sso.adapters.files.ours import folder_of, read_ours
from aws_sso.annotations import TYPE_CHECKING, Any, Collection, Mapping, Sequence, StrPath
from aws_sso.domain.aws.endpoints import Endpoint, Endpoints
from aws_sso.domain.aws.region import is_region_name
from aws_sso.domain.text.file_names import file_state
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.domain.text.messages import REGION_FORM
from aws_sso.errors import ConfigError, FileAccessError

if TYPE_CHECKING:
    from aws_sso.domain.aws.url import Url

_VARIABLES = {
    "oidc": "AWS_ENDPOINT_URL_SSO_OIDC",
    "portal": "AWS_ENDPOINT_URL_SSO",
    "sts": "AWS_ENDPOINT_URL_STS",
    "access": "AWS_ENDPOINT_URL_ACCOUNT_ACCESS_RUNTIME",
}
_SERVICES = {
    "oidc": "sso-oidc",
    "portal": "sso",
    "sts": "sts",
    "access": "account-access-runtime",
}
_GENERAL_VARIABLE = "AWS_ENDPOINT_URL"
_VARIANTS = ((False, False), (True, False), (False, True), (True, True))
"""FIPS and dual-stack; the first is the standard."""


def endpoints_of(
    region: str,
    environ: Mapping[str, str],
    allowed: Sequence[str],
    cache: StrPath,
    *,
    with_access: bool = False,
) -> Endpoints:
    """Return the endpoints to use for instances in `region`, `with_access` for those with a tenant.

    `allowed` are additional origins that config.yaml trusts. `cache` is a JSON file with the
    results of botocore's rules, since loading the rules takes longer than the rest of a command.
    Raises ConfigError if a variable names a forbidden endpoint, or if there are no rules for the
    region.
    """
    # Some regions come from other tools' files and variables. The rules make any text a host.
    if not is_region_name(region):
        raise ConfigError(f"`{region}` is not a region", REGION_FORM)
    rules = _Rules(region, cache)
    variant = f"{_is_true(environ, 'AWS_USE_FIPS_ENDPOINT'):d}" + (
        f"{_is_true(environ, 'AWS_USE_DUALSTACK_ENDPOINT'):d}"
    )
    found = {}
    for name in _VARIABLES:
        if name == "access" and not with_access:
            continue
        named = _from_variables(name, environ)
        if named is None:
            found[name] = rules.endpoint(name, variant)
        elif (url := checked_endpoint(*named)).is_loopback:
            found[name] = Endpoint(str(url), url.origin, is_aws=False)
        elif url.origin in rules.origins(name):
            found[name] = Endpoint(str(url), rules.identity(name), is_aws=True)
        else:
            check_allowed(named[0], url, allowed)
            found[name] = Endpoint(str(url), url.origin, is_aws=False)
    return Endpoints(**found)


class RuleSet:
    """botocore's rules for a service, by botocore name."""

    def __init__(self, service: str) -> None:
        from botocore.endpoint_provider import EndpointProvider
        from botocore.loaders import Loader

        loader = Loader()
        self._service = service
        self._provider = EndpointProvider(
            loader.load_service_model(service, "endpoint-rule-set-1"),
            loader.load_data("partitions"),
        )

    def url(self, region: str, fips: bool, dual_stack: bool) -> str:
        """Return the endpoint; raises ConfigError if the rules have none."""
        from botocore.exceptions import EndpointProviderError

        try:
            endpoint = self._provider.resolve_endpoint(
                Region=region, UseFIPS=fips, UseDualStack=dual_stack
            )
        except EndpointProviderError as error:
            raise ConfigError(
                f"no such endpoint of {self._service} in region `{region}`: {error}",
                "check `SSORegion`, `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT`",
            ) from None
        return str(endpoint.url)


class _Rules:
    """The results of botocore's rules for a region, computed on demand and stored in `cache`."""

    def __init__(self, region: str, cache: StrPath) -> None:
        self._region = region
        self._cache = cache
        self._known: dict[str, dict[str, str]] | None = None

    def endpoint(self, name: str, variant: str) -> Endpoint:
        """Return the endpoint of a variant; raises ConfigError if there is none."""
        text = self._urls(name).get(variant)
        if text is None:
            fips, dual_stack = (flag == "1" for flag in variant)
            text = RuleSet(_SERVICES[name]).url(self._region, fips, dual_stack)
        return Endpoint(text, self.identity(name), is_aws=True)

    def origins(self, name: str) -> Collection[str]:
        """Return the origins of all variants, which count as AWS's own."""
        return self._urls(name).values()

    def identity(self, name: str) -> str:
        """Return the origin of the standard endpoint."""
        return next(iter(self._urls(name).values()), "")

    def _urls(self, name: str) -> dict[str, str]:
        if self._known is None:
            self._known = self._derived()
        return self._known[name]

    def _derived(self) -> dict[str, dict[str, str]]:
        key = f"{_state_of_rules()} {self._region}"
        known = _cached(self._cache)
        found: Any = known.get(key)
        if _is_sound(found):
            return dict(found)
        from aws_sso.domain.aws.url import Url

        derived: dict[str, dict[str, str]] = {}
        for name, service in _SERVICES.items():
            rules, derived[name] = RuleSet(service), {}
            for fips, dual_stack in _VARIANTS:
                try:
                    url = rules.url(self._region, fips, dual_stack)
                except ConfigError:
                    continue  # Not every region has all variants.
                derived[name][f"{fips:d}{dual_stack:d}"] = Url.parse(url).origin
        try:
            make_private_folder(folder_of(self._cache), hidden=True)
            write_atomically(self._cache, written({**known, key: derived}).encode())
        except FileAccessError:
            pass  # It is only a cache: on a read-only disk, the work is repeated each time.
        return derived


def _state_of_rules() -> str:
    """Return a text that changes with the installed rules; does not load botocore."""
    # As Python finds it. `importlib.util` does more, and costs more than all else here.
    for folder in sys.path:
        try:
            return file_state(os.stat(os.path.join(folder, "botocore", "__init__.py")))
        except OSError:
            continue
    return ""


def _is_sound(found: Any) -> bool:
    """Return whether a cached entry looks valid."""
    return isinstance(found, dict) and all(
        isinstance(found.get(name), dict)
        and all(isinstance(url, str) for url in found[name].values())
        for name in _SERVICES
    )


def _cached(cache: StrPath) -> dict[str, Any]:
    try:
        known = parsed(read_ours(cache, hidden=True) or b"{}")
    except (ValueError, FileAccessError):
        return {}
    return known if isinstance(known, dict) else {}


def _from_variables(name: str, environ: Mapping[str, str]) -> tuple[str, str] | None:
    for variable in (_VARIABLES[name], _GENERAL_VARIABLE):
        if url := environ.get(variable):
            return variable, url
    return None


def checked_endpoint(variable: str, text: str) -> "Url":
    """Return an endpoint from a variable; raises ConfigError if it is not safe."""
    from aws_sso.domain.aws.url import Url

    try:
        url = Url.parse(text.rstrip("/"))
    except ValueError as error:
        raise ConfigError(
            f"`{variable}` is not an endpoint: {error}",
            "use an https:// URL, or http:// on this machine (127.0.0.1, localhost)",
        ) from None
    if not url.is_safe or url.query is not None:
        raise ConfigError(
            f"`{variable}` is not a safe endpoint for secrets: {url.origin}",
            "use an https:// URL, or http:// on this machine (127.0.0.1, localhost)",
        )
    return url


def check_allowed(variable: str, url: "Url", allowed: Sequence[str]) -> None:
    """Raise ConfigError for an endpoint that is neither AWS's own nor allowed by config.yaml."""
    if url.origin not in allowed:
        raise ConfigError(
            f"`{variable}` names {url.origin}, which is not an AWS endpoint for this service",
            f"unset it, or add {url.origin} to `AllowEndpoints` in config.yaml if you trust this "
            "host with your session",
        )


def _is_true(environ: Mapping[str, str], variable: str) -> bool:
    return environ.get(variable, "").lower() == "true"
