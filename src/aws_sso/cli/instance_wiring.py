"""The parts that belong to one Identity Center instance."""

import random
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING

from aws_sso.adapters import surroundings
from aws_sso.adapters.detached import is_possible, run_detached
from aws_sso.adapters.endpoints import endpoints_of
from aws_sso.adapters.failures import Failures
from aws_sso.adapters.oidc import OidcClient
from aws_sso.adapters.portal import PortalClient
from aws_sso.adapters.records import InstanceRecords
from aws_sso.adapters.role_index import Content, RoleIndex
from aws_sso.adapters.sts import StsClient
from aws_sso.adapters.url_opening import UrlOpener
from aws_sso.cli.output import say, warn
from aws_sso.cli.presenter import TerminalPresenter
from aws_sso.cli.progress import RoleProgress
from aws_sso.domain.arn import RoleArn
from aws_sso.domain.credentials import RoleCredentials
from aws_sso.domain.endpoints import Endpoints
from aws_sso.domain.file_names import file_name
from aws_sso.domain.history import Use
from aws_sso.domain.name_problems import NameProblems, name_problems
from aws_sso.domain.origin import origin
from aws_sso.domain.profile_names import profile_namer
from aws_sso.domain.roles import Catalog, Role, is_stale, roles_of
from aws_sso.domain.selection import RoleChoice
from aws_sso.domain.settings import InstanceSettings
from aws_sso.errors import (
    LockTimeoutError,
    RoleNotFoundError,
    SignInFailedError,
    SignInNeededError,
)
from aws_sso.use_cases import hand_out, refresh_roles, sign_in
from aws_sso.use_cases.calls import Calls
from aws_sso.use_cases.find_role import find_role, find_role_offline
from aws_sso.use_cases.sign_out import sign_out
from aws_sso.version import __version__

if TYPE_CHECKING:
    from aws_sso.adapters.callback_listener import CallbackListener
    from aws_sso.cli.wiring import Wiring

SDK_PATIENCE = 50.0
"""Seconds that `process` may take: the SDKs end a credential_process after 60."""


class InstanceWiring:
    """All parts of one instance, each built when first needed."""

    def __init__(self, wiring: "Wiring", settings: InstanceSettings) -> None:
        self._wiring = wiring
        self.settings = settings
        self._say: Callable[[str], None] = say
        self._parent: str | None = None

    @property
    def name(self) -> str:
        """The instance's name in config.yaml."""
        return self.settings.name

    @cached_property
    def records(self) -> InstanceRecords:
        """What the vault keeps for it."""
        return InstanceRecords(self._wiring.vault, self.name)

    @cached_property
    def endpoints(self) -> Endpoints:
        """Where its services are."""
        return endpoints_of(
            self.settings.sso_region,
            self._wiring.environ,
            self._wiring.locations.state / "endpoints.json",
        )

    @cached_property
    def portal(self) -> PortalClient:
        """Its portal."""
        return PortalClient(self._wiring.https, self.endpoints.portal)

    @property
    def sign_in(self) -> sign_in.SignIn:
        """What gets tokens for it."""
        return sign_in.SignIn(
            sign_in.Ports(
                shelf=self.records,
                oidc=OidcClient(
                    self._wiring.https,
                    self.endpoints.oidc,
                    self.endpoints.portal,
                    self.settings.start_url,
                    self._wiring.now,
                ),
                presenter=self._presenter(),
                listen=self._listen,
                lock=lambda: self._lock("sign-in"),
                now=self._wiring.now,
                sleep=time.sleep,
                failed_since=lambda began: self._failures.since(self._named("sign-in"), began),
                record_failure=lambda error: self._failures.record(
                    self._named("sign-in"), error, self._wiring.now()
                ),
                began=self._wiring.began,
                portal=origin(self.endpoints.portal),
                start_url=self.settings.start_url,
                workflow=self.workflow,
            )
        )

    @property
    def workflow(self) -> str:
        """The sign-in workflow: as chosen, else as fits the surroundings."""
        chosen = self._wiring.flags.auth_workflow or self._wiring.settings.auth_workflow
        return chosen or surroundings.fitting_workflow(self._wiring.environ)

    def sign_out(self) -> bool:
        """End the session and forget all that is kept of it; tells whether there was one."""
        return sign_out(self.records, self.portal)

    def _catalog(self) -> Catalog | None:
        return self._wiring.role_cache.catalog(
            self.name, self.settings.sso_region, self.settings.start_url
        )

    def roles(self) -> RoleIndex:
        """Return the roles, from what was fetched last and config.yaml."""
        locations = self._wiring.locations
        return RoleIndex(
            locations.state / "roles" / f"{file_name(self.name)}.sqlite3",
            __version__,
            (locations.config_file, locations.cache_file),
            self._work_out_roles,
        )

    def known_roles(self) -> tuple[Role, ...]:
        """Return all roles; raises RoleNotFoundError, with what to do, if there are none."""
        index = self.roles()
        roles = index.roles()
        if roles:
            return roles
        if index.refreshed is not None:
            raise RoleNotFoundError(
                f"`{self.name}` gives you no roles",
                "ask whoever manages your AWS access; `aws-sso cache` looks again",
            )
        raise RoleNotFoundError(
            f"the roles of `{self.name}` were not fetched yet", "run `aws-sso login`"
        )

    def _work_out_roles(self) -> Content:
        settings = self._wiring.settings
        catalog = self._catalog()
        name = profile_namer(settings.profile_format)
        roles = roles_of(settings, self.settings, catalog, name)
        if catalog is None:
            return Content(roles, None)
        return Content(roles, catalog.refreshed, len(catalog.missing))

    def name_problems(self) -> NameProblems:
        """Find profile names of its roles that cannot be used."""
        return name_problems(
            self.roles().roles(), self._wiring.settings.profile_format, profile_namer
        )

    def recently_used(self) -> tuple[Use, ...]:
        """Return the roles used lately, the latest first."""
        return self._wiring.history.recent(self.name, self._wiring.now())

    def note_use(self, role: Role) -> None:
        """Remember that a role was used."""
        self._wiring.history.add(self.name, role.arn, self._wiring.now())

    def fetch_roles(self, *, may_ask: bool, threads: int | None = None) -> refresh_roles.Refreshed:
        """Fetch all accounts and roles, and keep them."""
        refreshed = refresh_roles.refresh_roles(
            refresh_roles.Ports(
                tokens=self.sign_in,
                portal=self.portal,
                calls=self._calls(),
                progress=RoleProgress(),
                now=self._wiring.now,
            ),
            self._catalog(),
            self.settings.sso_region,
            self.settings.start_url,
            threads=threads or self._wiring.settings.threads,
            may_ask=may_ask,
        )
        self._wiring.role_cache.keep(self.name, refreshed.catalog)
        return refreshed

    def cache_is_stale(self) -> bool:
        """Tell whether the roles were never fetched, or too long ago."""
        hours = self._wiring.settings.cache_refresh
        return is_stale(self.roles().refreshed, self._wiring.now(), hours)

    def find_role(self, choice: RoleChoice) -> Role:
        """Return the role meant, fetching the list once if it is not in there."""
        return find_role(
            choice,
            self.roles,
            lambda: _ignored(self.fetch_roles(may_ask=self._may_ask)),
            self._wiring.settings.account_primary_tag,
        )

    def find_role_offline(self, choice: RoleChoice) -> Role:
        """Return the role meant, without asking AWS for the list."""
        return find_role_offline(choice, self.roles(), self._wiring.settings, self.settings)

    def credentials(self, role: Role, *, min_ttl: int = 0) -> RoleCredentials:
        """Return credentials of a role, good for `min_ttl` seconds if possible."""
        return self._hand_out().credentials(
            role, may_ask=self._may_ask, min_ttl=min_ttl, force=self._wiring.flags.sts_refresh
        )

    def credentials_for_sdk(self, role: Role, *, min_ttl: int = 0) -> RoleCredentials:
        """Return credentials within the time that SDKs wait.

        A sign-in that takes longer goes on in the background, so that a later try finds its token.
        """
        self._wiring.patience = SDK_PATIENCE
        self._parent = surroundings.parent_process()
        force = self._wiring.flags.sts_refresh
        try:
            return self._hand_out().credentials(role, may_ask=False, min_ttl=min_ttl, force=force)
        except SignInNeededError:
            if not self._may_ask or not self._can_open_browser() or not is_possible():
                raise
        except LockTimeoutError as error:
            raise SignInNeededError(error.message, "run aws-sso login, then try again") from None
        self._sign_in_in_background()
        return self._hand_out().credentials(role, may_ask=False, min_ttl=min_ttl, force=force)

    def _sign_in_in_background(self) -> None:
        def work(tell: Callable[[str], None]) -> None:
            self._say = tell
            self._wiring.https.forget_connections()
            self.sign_in.token(may_ask=True)

        until = time.monotonic() + SDK_PATIENCE
        ended = run_detached(work, say, SDK_PATIENCE)
        while ended.killed and time.monotonic() < until:
            # Whoever killed it meant that process, not ours: take its place.
            ended = run_detached(work, say, until - time.monotonic())
        if ended.goes_on:
            raise SignInNeededError(
                f"nobody signed in within {SDK_PATIENCE:.0f} seconds",
                "run aws-sso login; or finish in the browser, the page stays good for 10 minutes",
            )
        if not ended.done:
            raise SignInFailedError(ended.message or "the sign-in failed", ended.hint)

    @property
    def _may_ask(self) -> bool:
        return self._wiring.auto_login

    def _can_open_browser(self) -> bool:
        """Tell whether a sign-in page can be opened without a terminal to print on."""
        action = self._url_action
        if action == "exec":
            return True
        environ = self._wiring.environ
        return action == "open" and (
            surroundings.has_display(environ) or surroundings.is_wsl(environ)
        )

    @property
    def _url_action(self) -> str:
        return (
            self._wiring.flags.url_action
            or self.settings.auth_url_action
            or self._wiring.settings.url_action
        )

    def _presenter(self) -> TerminalPresenter:
        environ: Mapping[str, str] = self._wiring.environ
        action = self._url_action
        browser = self._wiring.flags.browser or self._wiring.settings.browser
        nowhere = not surroundings.has_display(environ) and not surroundings.is_wsl(environ)
        if action == "open" and nowhere and not browser:
            action = "print"
        opener = UrlOpener(
            action,
            browser,
            self._wiring.settings.url_exec_command,
            environ,
            lambda text: self._say(text),
        )
        return TerminalPresenter(
            self.settings, self._wiring.purpose, self._parent, opener, lambda text: self._say(text)
        )

    def _listen(self, state: str) -> "AbstractContextManager[CallbackListener]":
        from aws_sso.adapters.callback_listener import listening

        return listening(state, self.name, self._wiring.purpose)

    def _hand_out(self) -> hand_out.HandOut:
        return hand_out.HandOut(
            hand_out.Ports(
                shelf=self.records,
                tokens=self.sign_in,
                portal=self.portal,
                sts=StsClient(self._wiring.https, self.endpoints.sts, self.settings.sso_region),
                calls=self._calls(),
                lock=lambda arn: self._lock(f"role {arn}"),
                failed_since=lambda arn, began: self._failures.since(
                    self._named(f"role {arn}"), began
                ),
                record_failure=lambda arn, error: self._failures.record(
                    self._named(f"role {arn}"), error, self._wiring.now()
                ),
                began=self._wiring.began,
                role_by_arn=lambda arn: self._role_by_arn(arn),
                now=self._wiring.now,
                warn=warn,
            )
        )

    def _role_by_arn(self, arn: RoleArn) -> Role:
        return self.find_role_offline(RoleChoice(arn=arn))

    def _lock(self, what: str) -> AbstractContextManager[None]:
        return self._wiring.locks.hold(self._named(what), self._wiring.patience)

    def _named(self, what: str) -> str:
        """Return the file name for something shared between processes; long ones end in a hash."""
        return file_name(f"{self.name} {what}")

    @property
    def _failures(self) -> Failures:
        return Failures(self._wiring.locations.state / "failures")

    def _calls(self) -> Calls:
        settings = self._wiring.settings
        return Calls(settings.max_retry, settings.max_backoff, time.monotonic, random.random)


def _ignored(_: object) -> None:
    """Drop a result that only matters for its effect."""
