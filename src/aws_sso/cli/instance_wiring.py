"""The parts that belong to one Identity Center instance."""

import time
from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING

from aws_sso.adapters.files.role_index import Content, RoleIndex
from aws_sso.cli.output import warn
from aws_sso.domain.profiles.names import profile_namer
from aws_sso.domain.roles.roles import Catalog, Role, is_stale, roles_of
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.domain.settings.settings import InstanceSettings
from aws_sso.domain.text.file_names import file_name
from aws_sso.errors import LockTimeoutError, RoleNotFoundError, SignInNeededError
from aws_sso.version import __version__

if TYPE_CHECKING:
    from aws_sso.adapters.aws.portal import PortalClient
    from aws_sso.adapters.files.shared_failures import Failures
    from aws_sso.adapters.vault.instance_records import InstanceRecords
    from aws_sso.cli.sign_in_wiring import SignInWiring
    from aws_sso.cli.wiring import Wiring
    from aws_sso.domain.aws.endpoints import Endpoints
    from aws_sso.domain.profiles.name_problems import NameProblems
    from aws_sso.domain.roles.history import Use
    from aws_sso.domain.session.credentials import RoleCredentials
    from aws_sso.use_cases.hand_out import HandOut, Services
    from aws_sso.use_cases.paced_calls import PacedCalls
    from aws_sso.use_cases.refresh_roles import Refreshed
    from aws_sso.use_cases.sign_in import SignIn

SDK_PATIENCE = 50.0
"""Seconds that `process` may take: the SDKs end a credential_process after 60."""


class InstanceWiring:
    """All parts of one instance, each built and imported when first needed."""

    def __init__(self, wiring: "Wiring", settings: InstanceSettings) -> None:
        self._wiring = wiring
        self.settings = settings

    @property
    def name(self) -> str:
        """The instance's name in config.yaml."""
        return self.settings.name

    @property
    def primary_tags(self) -> tuple[str, ...]:
        """The tags that name an account."""
        return self._wiring.settings.account_primary_tag

    @cached_property
    def records(self) -> "InstanceRecords":
        """What the vault keeps for it."""
        from aws_sso.adapters.vault.instance_records import InstanceRecords

        return InstanceRecords(self._wiring.vault, self.name)

    @cached_property
    def endpoints(self) -> "Endpoints":
        """Where its services are."""
        from aws_sso.adapters.aws.endpoints import endpoints_of

        return endpoints_of(
            self.settings.sso_region,
            self._wiring.environ,
            self._wiring.locations.state / "endpoints.json",
        )

    @cached_property
    def portal(self) -> "PortalClient":
        """Its portal."""
        from aws_sso.adapters.aws.portal import PortalClient

        return PortalClient(self._wiring.https, self.endpoints.portal)

    @cached_property
    def signing_in(self) -> "SignInWiring":
        """What signs in to it."""
        from aws_sso.cli.sign_in_wiring import SignInWiring

        return SignInWiring(self._wiring, self)

    @property
    def sign_in(self) -> "SignIn":
        """What gets tokens for it."""
        return self.signing_in.sign_in

    def sign_out(self) -> bool:
        """End the session and forget all that is kept of it; tells whether there was one."""
        from aws_sso.use_cases.sign_out import sign_out

        return sign_out(self.records, self.portal)

    def catalog(self) -> Catalog | None:
        """Return accounts and roles as fetched last; None if they never were."""
        return self._wiring.role_cache.catalog(
            self.name, self.settings.sso_region, self.settings.start_url
        )

    def roles(self) -> RoleIndex:
        """Return the roles, from what was fetched last and config.yaml."""
        locations = self._wiring.locations
        return RoleIndex(
            locations.state / "roles" / f"{file_name(self.name)}.sqlite3",
            # Not the file's state by now: the roles are those of the settings as they were read.
            f"{__version__} {self._wiring.config_state}",
            locations.cache_file,
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
        catalog = self.catalog()
        name = profile_namer(settings.profile_format)
        roles = roles_of(settings, self.settings, catalog, name)
        if catalog is None:
            return Content(roles, None)
        return Content(roles, catalog.refreshed, len(catalog.missing))

    def name_problems(self) -> "NameProblems":
        """Find profile names of its roles that cannot be used."""
        from aws_sso.domain.profiles.name_problems import name_problems

        return name_problems(
            self.roles().roles(), self._wiring.settings.profile_format, profile_namer
        )

    def recently_used(self) -> "tuple[Use, ...]":
        """Return the roles used lately, the latest first."""
        return self._wiring.history.recent(self.name, self._wiring.now())

    def note_use(self, role: Role) -> None:
        """Remember that a role was used."""
        self._wiring.history.add(self.name, role.arn, self._wiring.now())

    def fetch_roles(self, *, may_ask: bool, threads: int | None = None) -> "Refreshed":
        """Fetch all accounts and roles, and keep them."""
        from aws_sso.cli.progress import RoleProgress
        from aws_sso.use_cases.refresh_roles import RefreshPorts, refresh_roles

        refreshed = refresh_roles(
            RefreshPorts(
                tokens=self.sign_in,
                portal=self.portal,
                calls=self._calls(),
                progress=RoleProgress(),
                now=self._wiring.now,
            ),
            self.catalog(),
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
        from aws_sso.use_cases.find_role import find_role

        return find_role(
            choice,
            self.roles,
            lambda: _ignored(self.fetch_roles(may_ask=self._may_ask)),
            self.primary_tags,
        )

    def find_role_offline(self, choice: RoleChoice) -> Role:
        """Return the role meant, without asking AWS for the list."""
        from aws_sso.use_cases.find_role import find_role_offline

        return find_role_offline(choice, self.roles(), self._wiring.settings, self.settings)

    def credentials(self, role: Role, *, min_ttl: int = 0) -> "RoleCredentials":
        """Return credentials of a role, good for `min_ttl` seconds if possible."""
        return self._hand_out().credentials(
            role, may_ask=self._may_ask, min_ttl=min_ttl, force=self._wiring.flags.sts_refresh
        )

    def credentials_at_hand(self, role: Role) -> "RoleCredentials":
        """Return credentials of a role, new ones if need be; nobody is asked to sign in."""
        return self._hand_out().credentials(role, may_ask=False)

    def credentials_for_sdk(self, role: Role, *, min_ttl: int = 0) -> "RoleCredentials":
        """Return credentials within the time that SDKs wait.

        A sign-in that takes longer goes on in the background, so that a later try finds its token.
        """
        from aws_sso.adapters.desktop.surroundings import parent_process
        from aws_sso.adapters.process.detached import is_possible

        self._wiring.patience = SDK_PATIENCE
        force = self._wiring.flags.sts_refresh
        try:
            return self._hand_out().credentials(role, may_ask=False, min_ttl=min_ttl, force=force)
        except SignInNeededError:
            if not self._may_ask or not self.signing_in.can_open_browser() or not is_possible():
                raise
        except LockTimeoutError as error:
            raise SignInNeededError(error.message, "run aws-sso login, then try again") from None
        self.signing_in.in_background(parent_process())
        return self._hand_out().credentials(role, may_ask=False, min_ttl=min_ttl, force=force)

    @property
    def _may_ask(self) -> bool:
        return self._wiring.auto_login

    def _hand_out(self) -> "HandOut":
        from aws_sso.use_cases.hand_out import HandOut, HandOutPorts

        return HandOut(
            HandOutPorts(
                shelf=self.records,
                services=self._services,
                lock=lambda arn: self.lock(f"role {arn}"),
                failed_since=lambda arn, began: self.failures.since(
                    self.named(f"role {arn}"), began
                ),
                record_failure=lambda arn, error: self.failures.record(
                    self.named(f"role {arn}"), error, self._wiring.now()
                ),
                began=self._wiring.began,
                role_by_arn=lambda arn: self.find_role_offline(RoleChoice(arn=arn)),
                now=self._wiring.now,
                warn=warn,
            )
        )

    def _services(self) -> "Services":
        from aws_sso.adapters.aws.sts import StsClient
        from aws_sso.use_cases.hand_out import Services

        return Services(
            tokens=self.sign_in,
            portal=self.portal,
            sts=StsClient(self._wiring.https, self.endpoints.sts, self.settings.sso_region),
            calls=self._calls(),
        )

    def lock(self, what: str) -> AbstractContextManager[None]:
        """Return the lock, between processes, on something of this instance."""
        return self._wiring.locks.hold(self.named(what), self._wiring.patience)

    def named(self, what: str) -> str:
        """Return the file name for something shared between processes; long ones end in a hash."""
        return file_name(f"{self.name} {what}")

    @property
    def failures(self) -> "Failures":
        """Failures that processes share."""
        from aws_sso.adapters.files.shared_failures import Failures

        return Failures(self._wiring.locations.state / "failures")

    def _calls(self) -> "PacedCalls":
        import random

        from aws_sso.use_cases.paced_calls import PacedCalls

        settings = self._wiring.settings
        return PacedCalls(settings.max_retry, settings.max_backoff, time.monotonic, random.random)


def _ignored(_: object) -> None:
    """Drop a result that only matters for its effect."""
