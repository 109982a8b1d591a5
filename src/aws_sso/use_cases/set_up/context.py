"""What all questions of the wizard need: who answers, what is known, what was given in advance."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from aws_sso.domain.profiles.name_problems import NameProblems
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.settings.keys import TOP_KEYS
from aws_sso.domain.settings.settings import Settings
from aws_sso.errors import SsoError
from aws_sso.use_cases.set_up.asking import Asker, Option

ConfigEdits = dict[tuple[str, ...], object]
"""New values by their place in config.yaml; None for the default."""


@dataclass(frozen=True, slots=True)
class FoundInstance:
    """An instance that another tool knows: a name for it, and where it stands."""

    name: str
    start_url: str
    region: str
    place: str


@dataclass(frozen=True, slots=True)
class Given:
    """Answers given in advance; None where there is none. `more` are other keys, as typed."""

    instance: str | None = None
    start_url: str | None = None
    sso_region: str | None = None
    store: str | None = None
    default_region: str | None = None
    profile_format: str | None = None
    sign_in: bool | None = None
    completions: bool | None = None
    profiles: bool | None = None
    more: Mapping[str, str] = field(default_factory=dict)
    checks: bool = True
    advanced: bool = False


class SetUpPorts(Protocol):
    """What the wizard finds out."""

    def found_instances(self) -> Sequence[FoundInstance]: ...
    def regions(self, partition: str) -> Sequence[str]: ...
    def problem_with_region(self, start_url: str, region: str) -> SsoError | None: ...
    def region_that_knows(self, start_url: str, regions: Sequence[str]) -> str | None: ...
    def stores(self) -> Sequence[Option]: ...
    def settings_with(self, changes: ConfigEdits) -> Settings: ...
    def own_roles(self, changes: ConfigEdits, instance: str) -> Sequence[Role]: ...
    def profile_names(self, template: str, roles: Sequence[Role]) -> list[str]: ...
    def name_problems(self, template: str, roles: Sequence[Role]) -> NameProblems: ...
    def completions_are_missing(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Context:
    """`settings` are those there are, None for none; `say` tells the user something."""

    asker: Asker
    given: Given
    settings: Settings | None
    ports: SetUpPorts
    say: Callable[[str], None]

    def change(self, changes: ConfigEdits, name: str, value: object) -> None:
        """Note a new value for a key at the top, unless it has none and shall have none."""
        key = next(key for key in TOP_KEYS if key.name == name)
        nothing: tuple[object, ...] = (None, (), {}, key.default)
        is_set = self.settings and getattr(self.settings, key.field_name) not in nothing
        if value is not None or is_set:
            changes[name,] = value
