"""Checks of the connection to AWS: names, proxies, certificates, clocks, and the region."""

from aws_sso.annotations import Callable, Collection, Protocol
from aws_sso.domain.aws.url import Url
from aws_sso.domain.session.clock import wrong_clock
from aws_sso.domain.session.portal_address import PortalAddress
from aws_sso.errors import NetworkError, SsoError
from aws_sso.use_cases.doctor.finding import Finding, broken, ok, warning


class Services(Protocol):
    """Connects to services by origin; raises NetworkError if one does not answer.

    `clock_ahead` is the number of seconds that our clock is ahead of the services' clocks, None if
    it is right.
    """

    @property
    def clock_ahead(self) -> float | None: ...
    def reach(self, origin: str) -> None: ...


def network(
    needed: Collection[str], others: Collection[str], foreign: Collection[str], services: Services
) -> list[Finding]:
    """Every service answers, and this machine's clock agrees with theirs.

    `needed` are the origins that everything needs, `others` the ones for some commands only.
    `foreign` are those that see tokens and are not AWS's.
    """
    every = sorted({*needed, *others})
    found = []
    for origin in every:
        try:
            services.reach(origin)
        except NetworkError as error:
            if origin in needed:
                found.append(broken(error.message, error.hint))
            else:
                what = "only `console` and roles with `Via` need it"
                found.append(warning(f"{error.message}; {what}", error.hint))
    ahead = services.clock_ahead
    if ahead is not None:
        found.append(
            broken(
                wrong_clock(ahead),
                "set the clock; `timedatectl set-ntp true` keeps it synchronized",
            )
        )
    well = ok(f"all {len(every)} service(s) answer, and the clock is right")
    return [*map(_not_aws, sorted(foreign)), *(found or [well])]


def _not_aws(origin: str) -> Finding:
    if Url.parse(origin).is_loopback:
        return ok(f"tokens are sent to {origin} on this machine, not to AWS")
    return warning(
        f"tokens are sent to {origin}, which is not AWS",
        "unset the `AWS_ENDPOINT_URL…` variables, unless this is intended",
    )


def own_address(
    instance: str,
    start_url: str,
    sso_region: str,
    remembered: PortalAddress | None,
    follow: Callable[[Callable[[str], None]], PortalAddress],
) -> Finding:
    """The company's own start URL leads to the same portal as before.

    `follow` requests it, and reports falling back to `remembered`; it raises SsoError.
    """
    told: list[str] = []
    try:
        found = follow(told.append)
    except SsoError as error:
        return broken(f"`{instance}`: {error.message}", error.hint)
    if told:
        return warning(f"`{instance}`: {told[0]}", "check the network")
    known = "as before" if remembered else "not used to sign in yet"
    where = f"; not in `SSORegion` ({sso_region})"
    elsewhere = where if found.region not in (None, sso_region) else ""
    return ok(f"{start_url} redirects to {found.url}, {known}{elsewhere}")


def portal(
    instance: str, region: str, start_url: str, problem: Callable[[str, str], SsoError | None]
) -> Finding:
    """The sign-in service of an instance's region knows its start URL.

    `problem` asks a region's service about a start URL, and returns None if it knows the URL.
    """
    bad = problem(region, start_url)
    if bad:
        return broken(f"`{instance}`: {bad.message}", bad.hint)
    return ok(f"{start_url} is in {region}")
