"""Checks of the way to AWS: names, proxies, certificates, clocks, and the right region."""

import contextlib
from typing import TYPE_CHECKING

from aws_sso.adapters.aws.federation import federation_endpoint
from aws_sso.adapters.aws.https import Https
from aws_sso.cli.doctor.finding import Finding, broken, ok, warning
from aws_sso.cli.doctor.session_checks import all_instances
from aws_sso.domain.aws.arn import partition_of
from aws_sso.domain.aws.url import Url
from aws_sso.errors import NetworkError, UsageError
from aws_sso.use_cases.check_portal import problem_with_region
from aws_sso.version import __version__

if TYPE_CHECKING:
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts


def network(parts: "Parts") -> list[Finding]:
    """Every service answers, and this machine's clock agrees with theirs."""
    ahead: list[float] = []
    https = Https(parts.environ, f"aws-sso-py/{__version__}", parts.now, ahead.append)
    instances = all_instances(parts)
    needed = {url for one in instances for url in _needed(one)}
    others = {url for one in instances for url in _others(parts, one)} - needed
    found = []
    for url in sorted(needed | others):
        try:
            https.call("GET", Url.parse(url).at("/"))
        except NetworkError as error:
            if url in needed:
                found.append(broken(error.message, error.hint))
            else:
                what = "only `console` and roles with `Via` need it"
                found.append(warning(f"{error.message}; {what}", error.hint))
    if ahead:
        minutes = abs(ahead[0]) / 60
        direction = "ahead of" if ahead[0] > 0 else "behind"
        found.append(
            broken(
                f"this machine's clock is {minutes:.0f} minutes {direction} AWS's",
                "set it right; `timedatectl set-ntp true` keeps it so",
            )
        )
    return found or [ok(f"{len(needed | others)} service(s) answer, and the clocks agree")]


def portals(parts: "Parts") -> list[Finding]:
    """The sign-in service of each instance's region knows its start URL."""
    found = []
    for one in all_instances(parts):
        region, start_url = one.settings.sso_region, one.settings.start_url
        problem = problem_with_region(parts.network.sign_in_service, region, start_url)
        if problem:
            found.append(broken(f"`{one.name}`: {problem.message}", problem.hint))
        else:
            found.append(ok(f"{region} knows {start_url}"))
    return found


def _needed(instance: "Instance") -> list[str]:
    """Return the origins that everything needs."""
    return [instance.endpoints.oidc.url.origin, instance.endpoints.portal.url.origin]


def _others(parts: "Parts", instance: "Instance") -> list[str]:
    region = instance.settings.sso_region
    urls = [instance.endpoints.sts.url]
    with contextlib.suppress(UsageError):  # a partition whose console is not known
        urls.append(
            federation_endpoint(
                partition_of(region), region, parts.environ, parts.settings.allow_endpoints
            )
        )
    return [url.origin for url in urls]
