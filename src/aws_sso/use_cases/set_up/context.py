"""The wizard's context: who answers, what is known, and answers given in advance."""

from aws_sso.annotations import Callable, Iterable, Mapping, Protocol, Sequence
from aws_sso.domain.aws.url import Url
from aws_sso.domain.frozen import frozen, made
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.session.known_portal import KnownPortal
from aws_sso.domain.settings.keys import TOP_KEYS
from aws_sso.domain.settings.settings import Settings, value_at
from aws_sso.domain.settings.typed import Value
from aws_sso.use_cases.check_portal import SignInService
from aws_sso.use_cases.fresh_roles import StoredRoles
from aws_sso.use_cases.install_completions import Completions
from aws_sso.use_cases.refresh_roles import Refreshed
from aws_sso.use_cases.set_up.asking import Asker
from aws_sso.use_cases.set_up.draft import ConfigEdits, ConfigFile, Draft


@frozen
class Given:
    """Answers given in advance, None if not given; `more` are other keys, as typed."""

    instance: str | None = None
    start_url: str | None = None
    sso_region: str | None = None
    store: str | None = None
    default_region: str | None = None
    profile_format: str | None = None
    sign_in: bool | None = None
    completions: bool | None = None
    profiles: bool | None = None
    more: Mapping[str, str] = made(factory=dict)
    checks: bool = True
    advanced: bool = False


class System(Protocol):
    """The machine: `platform` is Python's name of its system."""

    @property
    def platform(self) -> str: ...
    def has_program(self, name: str) -> bool: ...


class OwnRoles(StoredRoles, Protocol):
    """The user's roles in an instance; fetching them may ask the user to sign in."""

    def all(self) -> Sequence[Role]: ...


class SetUpPorts(System, Protocol):
    """What the wizard can find out.

    `page` returns a page's status and redirect target. `completions` are for the calling shell, and
    raise SsoError if it is not supported.
    """

    @property
    def config(self) -> ConfigFile: ...
    def known_portals(self) -> Sequence[KnownPortal]: ...
    def hints_of_others(self) -> Sequence[str]: ...
    def region_names(self) -> Iterable[str]: ...
    def sign_in_service(self, region: str, start_url: str) -> SignInService: ...
    def page(self, url: Url) -> tuple[int, str | None]: ...
    def roles(self, settings: Settings, instance: str) -> OwnRoles: ...
    def completions(self) -> Completions: ...


@frozen
class Context:
    """`say` prints a message, `tell_fetched` the result of fetching roles."""

    asker: Asker
    given: Given
    draft: Draft
    ports: SetUpPorts
    say: Callable[[str], None]
    tell_fetched: Callable[[Refreshed], None]

    @property
    def settings(self) -> Settings | None:
        """The current settings, None for none."""
        return self.draft.settings

    def change(self, edits: ConfigEdits, name: str, value: Value) -> None:
        """Record a new value for a top-level key, unless it stays unset."""
        key = next(key for key in TOP_KEYS if key.name == name)
        nothing: tuple[object, ...] = (None, (), {}, key.default)
        is_set = self.settings and value_at(self.settings, key.field_name) not in nothing
        if value is not None or is_set:
            edits[name,] = value
