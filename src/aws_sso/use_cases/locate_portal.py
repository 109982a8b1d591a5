"""Locates an instance's portal if the start URL is the company's own.

An attacker who controls that URL (a lapsed domain, a changed DNS record, a proxy with a trusted
certificate) chooses where people sign in. So it is trusted once: the portal of the first sign-in is
remembered, and another portal is refused until the user names it.
"""

from aws_sso.annotations import Callable, Collection
from aws_sso.domain.aws.url import Url
from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.portal_address import PortalAddress, portal_address
from aws_sso.errors import NetworkError, SignInFailedError, UsageError

_FORMS = "https://d-….awsapps.com/start or https://ssoins-….portal.REGION.app.aws"


@frozen
class LocatePorts:
    """What locating needs.

    `redirect_of` requests a page and returns its status and redirect target or None; it raises
    NetworkError. `remembered` is the portal of earlier sign-ins, `trusted` the one that the user
    names now. `regions` are the instance's regions in config.yaml; the same portal may be in each.
    """

    start_url: str
    redirect_of: Callable[[Url], tuple[int, str | None]]
    remembered: PortalAddress | None
    trusted: PortalAddress | None
    regions: Collection[str]
    warn: Callable[[str], None]


def locate_portal(ports: LocatePorts) -> PortalAddress:
    """Return the portal behind the start URL, or the remembered one if it cannot be reached.

    Raises SignInFailedError if the URL does not lead to an AWS portal, or to another one than
    before. Raises NetworkError if it cannot be reached and nothing is remembered.
    """
    try:
        target = portal_behind(ports.start_url, ports.redirect_of)
    except NetworkError as error:
        if ports.remembered is None or ports.trusted is not None:
            raise
        ports.warn(f"{error.message}; using {ports.remembered.url}, as before")
        return ports.remembered
    expected = ports.trusted or ports.remembered
    if expected is None or target == expected or _has_failed_over(expected, target, ports.regions):
        return target
    if ports.trusted is not None:
        raise SignInFailedError(
            f"{ports.start_url} redirects to {target.url}, not to {ports.trusted.url}",
            "ask your administrators which one is yours",
        )
    raise SignInFailedError(
        f"{ports.start_url} now redirects to {target.url}; it used to redirect to {expected.url}",
        "someone else may control that URL now: ask your administrators; if they moved the "
        f"portal, run `aws-sso login --trust-portal {target.url}`",
    )


def portal_behind(
    start_url: str, redirect_of: Callable[[Url], tuple[int, str | None]]
) -> PortalAddress:
    """Return the portal behind a company's own start URL.

    Raises SignInFailedError if it is not an AWS portal, and NetworkError without an answer.
    """
    status, target = redirect_of(Url.parse(start_url.partition("#")[0]))
    if target is None:
        raise SignInFailedError(
            f"{start_url} does not redirect to an AWS access portal: status {status}",
            f"check `StartUrl`; it must be, or redirect to, {_FORMS}",
        )
    try:
        found = portal_address(Url.parse(target.partition("#")[0]))
        reason = "" if found else "not an AWS host and path"
    except ValueError as error:
        found, reason = None, str(error)
    if found is None:
        raise SignInFailedError(
            f"{start_url} redirects to {target}, which is not an AWS access portal: {reason}",
            f"ask your administrators; it must redirect to {_FORMS}",
        )
    return found


def not_its_own(start_url: str) -> UsageError:
    """Return the error for a portal to trust if the start URL is not a company's own."""
    return UsageError(
        f"the start URL {start_url} is not your company's own URL",
        "remove `--trust-portal`",
    )


def trusted_portal(text: str) -> PortalAddress:
    """Return the portal that the user trusts as redirect target; raises UsageError."""
    try:
        found = portal_address(Url.parse(text.partition("#")[0]))
    except ValueError:
        found = None
    if found is None:
        raise UsageError(f"`{text}` is not the URL of an AWS access portal", f"use {_FORMS}")
    return found


def _has_failed_over(before: PortalAddress, now: PortalAddress, regions: Collection[str]) -> bool:
    """Return whether it is the same instance in another region from config.yaml."""
    return before.is_same_portal(now) and now.region in regions
