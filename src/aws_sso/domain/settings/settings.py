"""The settings, as the rest of the program uses them: typed, complete, immutable.

What each field means is told where its key is: `domain/settings/keys.py`.
"""

from collections.abc import Mapping
from typing import Any

from aws_sso.domain.frozen import frozen, made
from aws_sso.domain.text.nearest import nearest
from aws_sso.errors import ConfigError, UsageError

DEFAULT_INSTANCE = "Default"
DEFAULT_REGION = "us-east-1"


@frozen
class RoleSettings:
    """What config.yaml says of one role."""

    profile: str | None = None
    default_region: str | None = None
    tags: Mapping[str, str] = made(factory=dict)
    via: str | None = None
    source_identity: str | None = None
    elevate: str | None = None
    scopes: tuple[str, ...] = ()


@frozen
class AccountSettings:
    """What config.yaml says of one account."""

    name: str | None = None
    default_region: str | None = None
    tags: Mapping[str, str] = made(factory=dict)
    scopes: tuple[str, ...] = ()
    roles: Mapping[str, RoleSettings] = made(factory=dict)


@frozen
class InstanceSettings:
    """One Identity Center instance; `accounts` goes by 12-digit account ids."""

    name: str
    sso_region: str
    start_url: str
    default_region: str | None = None
    auth_url_action: str | None = None
    accounts: Mapping[str, AccountSettings] = made(factory=dict)


@frozen
class OnePasswordSettings:
    """Where in 1Password the vault's key is kept."""

    vault: str | None = None
    auth_type: str = "desktop"
    account: str | None = None


# Settings are neither printed nor compared: making all fields fit for that would take longer than
# reading them.
@frozen
class SessionSettings:
    """How to sign in, and whether a command may by itself."""

    auth_workflow: str | None
    auto_login: bool


@frozen
class CallSettings:
    """How AWS is called, and where else than at AWS's own endpoints."""

    threads: int
    max_retry: int
    max_backoff: int
    allow_endpoints: tuple[str, ...]


@frozen
class UrlSettings:
    """What becomes of URLs, and how long consoles last (minutes)."""

    browser: str | None
    browser_profile: str | None
    action: str
    exec_command: tuple[str, ...]
    one_time: str
    console_duration: int
    firefox_open_url_in_container: bool


@frozen
class ProfileSettings:
    """The profiles in `~/.aws/config`."""

    name_format: str
    variables: Mapping[str, str]
    url_action: str | None
    binary_path: str | None
    auto_check: bool


@frozen
class LogSettings:
    """What is logged."""

    level: str
    lines: bool


@frozen
class HistorySettings:
    """How many roles are remembered as recent, and for how many minutes."""

    limit: int
    minutes: int


@frozen
class StoreSettings:
    """Where the vault's keys are kept, how long they stay open, and who is handed the password."""

    kind: str | None
    json_file: str | None
    collection: str
    unlock_minutes: int | None
    exec_keeps_password: bool
    one_password: OnePasswordSettings | None


@frozen
class RoleListSettings:
    """The list of roles: how old it may be (hours), how roles are named, shown, guarded, left."""

    refresh_hours: int
    account_primary_tag: tuple[str, ...]
    confirm_tags: Mapping[str, str]
    env_var_tags: tuple[str, ...]
    list_fields: tuple[str, ...]
    nested_exec: str


@frozen
class PickerSettings:
    """The picker, and whether `aws-sso` alone opens it."""

    first_tag: str | None
    full_text_search: bool
    colors: Mapping[str, str]
    bare_command: str


@frozen
class Settings:
    """All of config.yaml, with the defaults filled in."""

    instances: Mapping[str, InstanceSettings]
    default_instance: str | None
    default_region: str | None
    policies: Mapping[str, str]
    session: SessionSettings
    calls: CallSettings
    urls: UrlSettings
    profiles: ProfileSettings
    log: LogSettings
    history: HistorySettings
    store: StoreSettings
    roles: RoleListSettings
    picker: PickerSettings

    def default_instance_name(self) -> str:
        """Return the name of the instance to use when none is asked for.

        That is `DefaultSSO`, else `Default`, else the only one. Raises ConfigError when that
        leaves a choice, or names an instance that is not there.
        """
        if self.default_instance is not None:
            if self.default_instance not in self.instances:
                raise ConfigError(
                    f"`DefaultSSO` names the instance `{self.default_instance}`, "
                    "which is not under `SSOConfig`",
                    f"the instances are: {', '.join(self.instances)}",
                )
            return self.default_instance
        if DEFAULT_INSTANCE in self.instances:
            return DEFAULT_INSTANCE
        if len(self.instances) == 1:
            return next(iter(self.instances))
        raise ConfigError(
            "there are several instances and none of them is the default",
            f"choose with `--sso`, or set `DefaultSSO` to one of: {', '.join(self.instances)}",
        )

    def instance(self, name: str | None = None) -> InstanceSettings:
        """Return the named instance, or the default one; raises UsageError for an unknown name."""
        wanted = name or self.default_instance_name()
        found = self.instances.get(wanted)
        if found is None:
            near = nearest(wanted, self.instances)
            meant = f"did you mean `{near[0]}`? " if near else ""
            raise UsageError(
                f"there is no instance `{wanted}`",
                f"{meant}the instances are: {', '.join(self.instances)}",
            )
        return found


GROUPS: Mapping[str, Any] = {
    "session": SessionSettings,
    "calls": CallSettings,
    "urls": UrlSettings,
    "profiles": ProfileSettings,
    "log": LogSettings,
    "history": HistorySettings,
    "store": StoreSettings,
    "roles": RoleListSettings,
    "picker": PickerSettings,
}


def settings_of(fields: Mapping[str, Any]) -> Settings:
    """Return the settings of these fields, each by the name that its key gives: `GROUP.FIELD`."""
    top = {name: value for name, value in fields.items() if "." not in name}
    groups: dict[str, dict[str, Any]] = {name: {} for name in GROUPS}
    for name, value in fields.items():
        group, dot, field_name = name.partition(".")
        if dot:
            groups[group][field_name] = value
    made = {name: kind(**groups[name]) for name, kind in GROUPS.items()}
    return Settings(**top, **made)


def value_at(settings: Settings, field_name: str) -> Any:
    """Return the value of a field by the name that its key gives: `GROUP.FIELD`."""
    group, dot, name = field_name.partition(".")
    value = getattr(settings, group)
    return getattr(value, name) if dot else value


@frozen
class ReadSettings:
    """Settings read from a file, and what is odd about it but does no harm.

    `state` is what the file was before it was read, to notice a change; empty if that is not known.
    """

    settings: Settings
    warnings: tuple[str, ...]
    state: str = ""
