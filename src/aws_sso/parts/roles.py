"""The roles of one instance: last fetched, combined with config.yaml, and refreshed."""

import time

from aws_sso.annotations import TYPE_CHECKING, Callable, Sequence
from aws_sso.domain.frozen import replace
from aws_sso.domain.roles.roles import (
    Account,
    Catalog,
    Role,
    access_arns,
    is_stale,
    roles_of,
)
from aws_sso.domain.text.file_names import file_name
from aws_sso.version import __version__

if TYPE_CHECKING:
    from aws_sso.adapters.files.role_index import Content, RoleIndex
    from aws_sso.domain.profiles.name_problems import NameProblems
    from aws_sso.domain.roles.candidates import Candidates
    from aws_sso.domain.roles.history import Use
    from aws_sso.domain.roles.selection import RoleChoice
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts
    from aws_sso.parts.region import Region
    from aws_sso.use_cases.candidates import Offering
    from aws_sso.use_cases.refresh_behind import RefreshBehind
    from aws_sso.use_cases.refresh_roles import Refreshed, RefreshPorts, Tokens


class InstanceRoles:
    """All roles of one instance, and their uses."""

    def __init__(self, parts: "Parts", instance: "Instance") -> None:
        self._parts = parts
        self._instance = instance

    def catalog(self) -> Catalog | None:
        """Return the last fetched accounts and roles; None if never fetched."""
        return self._parts.files.role_cache.catalog(
            self._instance.name,
            self._instance.settings.sso_region,
            self._instance.settings.start_url,
        )

    def index(self) -> "RoleIndex":
        """Return the roles, from the last catalog and config.yaml."""
        from aws_sso.adapters.files.role_index import RoleIndex

        locations = self._parts.locations
        return RoleIndex(
            locations.derived("roles", f"{file_name(self._instance.name)}.jsonl"),
            # Not the file's current state: the roles belong to the settings as read.
            f"{__version__} {self._parts.read_settings.state}",
            locations.cache_file,
            self._work_out_roles,
            self._instance.primary_tags,
        )

    def candidates(self, index: "RoleIndex", offering: "Offering") -> "Candidates":
        """Return the roles of an index as candidates for the picker."""
        from aws_sso.adapters.files.role_texts import RoleTexts
        from aws_sso.domain.roles.candidates import ListedCandidates, texts_of
        from aws_sso.use_cases.candidates import IndexedCandidates

        lines = index.lines()
        if lines is None:
            return ListedCandidates(offering.candidates(index.roles()))
        path = self._parts.locations.derived("roles", f"{file_name(self._instance.name)}.texts")
        texts = RoleTexts(path, lines.made_from).kept(
            lambda: texts_of(offering.candidates(lines.roles()))
        )
        return IndexedCandidates(lines, texts, offering)

    def _work_out_roles(self) -> "Content":
        from aws_sso.adapters.files.role_index import Content

        catalog = self.catalog()
        roles = self._roles_of(catalog)
        if catalog is None:
            return Content(roles, None)
        return Content(roles, catalog.refreshed, len(catalog.missing))

    def _roles_of(self, catalog: Catalog | None) -> tuple[Role, ...]:
        from aws_sso.domain.profiles.names import profile_namer

        settings = self._parts.settings
        namer = profile_namer(settings.profiles.name_format)
        return roles_of(settings, self._instance.settings, catalog, namer)

    @property
    def refreshed(self) -> int | None:
        """When they were fetched, in Unix seconds; None if never."""
        return self.index().refreshed

    @property
    def missing(self) -> int:
        """How many accounts could not be fetched then, and are as last known."""
        return self.index().missing

    def all(self) -> Sequence[Role]:
        """Return all known roles; none if never fetched."""
        return self.index().roles()

    def matching(self, choice: "RoleChoice") -> Sequence[Role]:
        """Return the roles that match a choice, without reading all of them."""
        return self.index().matching(choice)

    def known(self) -> tuple[Role, ...]:
        """Return all roles; raises RoleNotFoundError with a hint if there are none."""
        from aws_sso.use_cases.find_role import known_roles

        return known_roles(self._instance.name, self.index())

    def find(self, choice: "RoleChoice") -> Role:
        """Return the exactly named role; fetches the list only if there is none yet."""
        from aws_sso.use_cases.find_role import FindRolePorts, find_role

        ports = FindRolePorts(
            self.index,
            self.fetch_first,
            self._parts.settings,
            self._instance.settings,
            self._instance.primary_tags,
            self._parts.now(),
        )
        return find_role(ports, choice)

    def find_offline(self, choice: "RoleChoice") -> Role:
        """Return the exactly named role, without fetching the list."""
        from aws_sso.use_cases.find_role import find_role_offline

        settings, now = self._parts.settings, self._parts.now()
        return find_role_offline(choice, self.index(), settings, self._instance.settings, now)

    def hint_if_denied(self, role: Role) -> str | None:
        """Return the hint for a role that AWS denies."""
        from aws_sso.use_cases.find_role import hint_if_denied

        return hint_if_denied(role, self.index())

    def fetch_first(self) -> None:
        """Fetch the roles for the first time, with a sign-in if settings allow one."""
        self.fetch(may_ask=self._parts.may_sign_in)

    def are_stale(self) -> bool:
        """Return whether the roles are stale or were never fetched."""
        hours = self._parts.settings.roles.refresh_hours
        return is_stale(self.refreshed, self._parts.now(), hours)

    def fetch(self, *, may_ask: bool, threads: int | None = None) -> "Refreshed":
        """Fetch and store all accounts and roles."""
        refreshed = self._instance.first_up(
            lambda region: self._refreshed(
                self._refresh_ports(region), may_ask=may_ask, threads=threads
            )
        )
        self._keep(refreshed.catalog)
        return refreshed

    def behind(self, known: Catalog, offer: Callable[[Sequence[Role]], None]) -> "RefreshBehind":
        """Return a background refresh of all accounts and roles that offers them as they arrive.

        It must not disturb the screen, so these parts need a quiet voice.
        """
        from aws_sso.use_cases.refresh_behind import RefreshBehind, RefreshBehindPorts

        ports = self._refresh_ports(self._instance.likely_up)

        def refresh(tokens: "Tokens", arrived: Callable[[Account], None]) -> "Refreshed":
            watched = replace(ports, tokens=tokens, arrived=arrived)
            return self._refreshed(watched, may_ask=False)

        return RefreshBehind(
            RefreshBehindPorts(
                known=known,
                tokens=ports.tokens,
                refresh=refresh,
                give_up=ports.calls.stop,
                keep=self._keep,
                roles_of=self._roles_of,
                monotonic=time.monotonic,
            ),
            offer,
        )

    def _refresh_ports(self, region: "Region") -> "RefreshPorts":
        from aws_sso.use_cases.refresh_roles import RefreshPorts

        return RefreshPorts(
            tokens=region.sign_in,
            portal=region.portal,
            calls=region.paced_calls(),
            access=region.access,
            tenant=self._instance.settings.tenant,
            progress=self._parts.voice.progress(),
            now=self._parts.now,
        )

    def _refreshed(
        self, ports: "RefreshPorts", *, may_ask: bool, threads: int | None = None
    ) -> "Refreshed":
        from aws_sso.use_cases.refresh_roles import refresh_roles

        return refresh_roles(
            ports,
            self.catalog(),
            self._instance.settings.sso_region,
            self._instance.settings.start_url,
            threads=threads or self._parts.settings.calls.threads,
            may_ask=may_ask,
        )

    def _keep(self, catalog: Catalog) -> None:
        has_tenant = self._instance.settings.tenant is not None
        before = access_arns(self.catalog()) if has_tenant else frozenset()
        self._parts.files.role_cache.keep(self._instance.name, catalog)
        # These ARNs mean another role now, whose credentials another service gives.
        changed = before ^ access_arns(catalog)
        if has_tenant and changed:
            self._instance.records.drop_credentials_of(changed)

    def name_problems(self) -> "NameProblems":
        """Find unusable profile names of its roles."""
        from aws_sso.domain.profiles.name_problems import name_problems
        from aws_sso.domain.profiles.names import profile_namer

        template = self._parts.settings.profiles.name_format
        return name_problems(self.all(), template, profile_namer)

    def recently_used(self) -> "tuple[Use, ...]":
        """Return recently used roles, latest first."""
        return self._parts.files.history.recent(self._instance.name, self._parts.now())

    def note_use(self, role: Role) -> None:
        """Record the use of a role."""
        self._parts.files.history.add(self._instance.name, role.arn, self._parts.now())
