"""The dependencies of checks of the network, SDK files, shell and desktop."""

import contextlib
import os
from functools import partial
from pathlib import Path

from aws_sso.adapters.aws.federation import federation_endpoint
from aws_sso.adapters.files.locations import home_folder
from aws_sso.adapters.sdk.caches import Caches
from aws_sso.annotations import TYPE_CHECKING, Collection
from aws_sso.domain.aws.arn import partition_of
from aws_sso.domain.aws.url import Url
from aws_sso.domain.session.cli_token import cli_token_name
from aws_sso.errors import SsoError, UsageError
from aws_sso.parts.cli_tokens import notes_of, stop_exporting
from aws_sso.parts.completions import completions_of
from aws_sso.parts.profiles import Profiles
from aws_sso.use_cases.check_portal import problem_with_region
from aws_sso.use_cases.doctor import desktop, sdk
from aws_sso.use_cases.doctor import network as network_checks
from aws_sso.use_cases.doctor.finding import Finding, Status
from aws_sso.use_cases.install_completions import SHELLS

if TYPE_CHECKING:
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.network import Network
    from aws_sso.parts.parts import Parts
    from aws_sso.parts.whereabouts import Whereabouts


class _Services:
    """Connects to services, and remembers how far our clock is ahead."""

    def __init__(self, network: "Network") -> None:
        self._https = network.telling(self._notice)
        self.clock_ahead: float | None = None

    def _notice(self, ahead: float) -> None:
        self.clock_ahead = ahead

    def reach(self, origin: str) -> None:
        self._https.call("GET", Url.parse(origin).at("/"))


def network(parts: "Parts") -> list[Finding]:
    """Check the connection to each service."""
    instances = parts.instances.all
    needed = {url.origin for one in instances for url in _needed(one)}
    others = {url.origin for one in instances for url in _others(parts, one)}
    foreign = {
        origin
        for one in instances
        for region in one.regions
        for origin in region.endpoints.foreign()
    }
    return network_checks.network(needed, others, foreign, _Services(parts.network))


def portals(parts: "Parts") -> list[Finding]:
    """Check that each instance is in its configured region."""
    problem = partial(problem_with_region, parts.network.sign_in_service)
    found = []
    for one in parts.instances.all:
        if one.whereabouts:
            found.append(_own_address(one, one.whereabouts))
            if found[-1].status is Status.BROKEN:
                continue
        found += [
            network_checks.portal(one.name, region.name, region.start_url, problem)
            for region in one.regions
        ]
    return found


def _own_address(one: "Instance", whereabouts: "Whereabouts") -> Finding:
    settings = one.settings
    return network_checks.own_address(
        one.name,
        settings.start_url,
        settings.sso_region,
        whereabouts.remembered(),
        whereabouts.follow,
    )


def profiles(parts: "Parts") -> list[Finding]:
    """Check the named profiles."""
    return sdk.profiles(Profiles(parts), parts.sdk.files, _is_gone)


def shell(parts: "Parts") -> list[Finding]:
    """Check the variables of this shell."""
    return sdk.shell(parts.environ, parts.sdk.files())


def secrets_in_clear(parts: "Parts") -> list[Finding]:
    """Check for secrets left by other tools."""
    exported = {
        name: [cli_token_name(key) for key in keys] for name, keys in notes_of(parts).all().items()
    }
    return sdk.secrets_in_clear(
        Caches(Path(home_folder(parts.environ), ".aws")),
        parts.sdk.files,
        sdk.Exported(exported, _configured(parts), partial(stop_exporting, parts)),
    )


def _configured(parts: "Parts") -> Collection[str] | None:
    """Return the instances in config.yaml; None if it is unreadable (another check says so)."""
    try:
        return parts.settings.instances
    except SsoError:
        return None


def completions(parts: "Parts") -> list[Finding]:
    """Check the completions of the calling shell."""
    try:
        shell = parts.desktop.calling_shell()
    except SsoError:
        shell = ""
    return desktop.completions(shell, completions_of(parts, shell) if shell in SHELLS else None)


def browser(parts: "Parts") -> list[Finding]:
    """Check how pages are opened."""
    return desktop.browser(
        parts.settings, parts.flags.browser, parts.desktop.has_program, parts.urls.opens_unseen
    )


def terminal(parts: "Parts") -> list[Finding]:
    """Check the terminal."""
    return desktop.terminal(parts.desktop.has_terminal(), parts.desktop.terminal_kind)


def _needed(instance: "Instance") -> list[Url]:
    """Return the services that everything needs."""
    return [
        one.url
        for region in instance.regions
        for one in (region.endpoints.oidc, region.endpoints.portal, region.endpoints.access)
        if one
    ]


def _others(parts: "Parts", instance: "Instance") -> list[Url]:
    region, allowed = instance.settings.sso_region, parts.settings.calls.allow_endpoints
    found = [instance.endpoints.sts.url]
    with contextlib.suppress(UsageError):  # a partition whose console is unknown
        found.append(federation_endpoint(partition_of(region), region, parts.environ, allowed))
    return found


def _is_gone(program: str) -> bool:
    """Return whether an absolute path has no executable program."""
    return os.path.isabs(program) and not os.access(program, os.X_OK)
