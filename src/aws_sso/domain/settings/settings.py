"""The settings as the program uses them: typed, complete, immutable.

For the meaning of each field, see its key in `domain/settings/keys.py`.
"""

from aws_sso.annotations import Any, Mapping
from aws_sso.domain.frozen import frozen, made
from aws_sso.errors import ConfigError, UsageError

DEFAULT_INSTANCE = "Default"
DEFAULT_REGION = "us-east-1"


@frozen
class RoleSettings:
    """Settings for one role."""

    profile: str | None = None
    default_region: str | None = None
    tags: Mapping[str, str] = made(factory=dict)
    via: str | None = None
    source_identity: str | None = None
    external_id: str | None = None
    duration_seconds: int | None = None
    elevate: str | None = None
    scopes: tuple[str, ...] = ()


@frozen
class AccountSettings:
    """Settings for one account."""

    name: str | None = None
    default_region: str | None = None
    tags: Mapping[str, str] = made(factory=dict)
    scopes: tuple[str, ...] = ()
    roles: Mapping[str, RoleSettings] = made(factory=dict)


@frozen
class InstanceSettings:
    """One Identity Center instance; `accounts` is keyed by 12-digit account id.

    `sso_regions` are the regions besides `sso_region`.
    """

    name: str
    sso_region: str
    start_url: str
    default_region: str | None = None
    auth_url_action: str | None = None
    console_via: str | None = None
    accounts: Mapping[str, AccountSettings] = made(factory=dict)
    sso_regions: tuple[str, ...] = ()
    tenant: str | None = None


@frozen
class OnePasswordSettings:
    """Where 1Password keeps the vault's key."""

    vault: str | None = None
    auth_type: str = "desktop"
    account: str | None = None


# Settings are never printed or compared: supporting that for all fields would take longer than
# reading them.
@frozen
class SessionSettings:
    """How to sign in, and whether commands may do so automatically."""

    auth_workflow: str | None
    auto_login: bool


@frozen
class CallSettings:
    """How to call AWS, and which endpoints outside AWS are allowed."""

    threads: int
    max_retry: int
    max_backoff: int
    allow_endpoints: tuple[str, ...]


@frozen
class UrlSettings:
    """What to do with URLs, and how long console sessions last (minutes)."""

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
    """Logging."""

    level: str
    lines: bool


@frozen
class HistorySettings:
    """How many recent roles to remember, and for how many minutes."""

    limit: int
    minutes: int


@frozen
class StoreSettings:
    """Where to keep the vault's keys, how long they stay unlocked, and who gets the password."""

    kind: str | None
    json_file: str | None
    collection: str
    unlock_minutes: int | None
    exec_keeps_password: bool
    one_password: OnePasswordSettings | None


@frozen
class RoleListSettings:
    """The list of roles: its maximum age (hours), and how roles are named, shown and confirmed."""

    refresh_hours: int
    account_primary_tag: tuple[str, ...]
    confirm_tags: Mapping[str, str]
    env_var_tags: tuple[str, ...]
    list_fields: tuple[str, ...]
    csv_header: bool
    nested_exec: str


@frozen
class PickerSettings:
    """The picker, and what `aws-sso` without a command does."""

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
        """Return the name of the default instance.

        That is `DefaultSSO`, else `Default`, else the only one. Raises ConfigError if there is no
        such instance, or no single one.
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
            "several instances, and no default",
            f"choose with `--sso`, or set `DefaultSSO` to one of: {', '.join(self.instances)}",
        )

    def instance(self, name: str | None = None) -> InstanceSettings:
        """Return the named instance, or the default one; raises UsageError for an unknown name.

        awsume splits a profile's `credential_process` at spaces and leaves the quotes around the
        name: `"Default"` means `Default`, unless an instance has quotes in its name.
        """
        wanted = name or self.default_instance_name()
        found = self.instances.get(wanted)
        if found is None and len(wanted) > 2 and wanted[0] == wanted[-1] == '"':
            found = self.instances.get(wanted[1:-1])
        if found is None:
            from aws_sso.domain.text.nearest import nearest

            near = nearest(wanted, self.instances)
            meant = f"did you mean `{near[0]}`? " if near else ""
            raise UsageError(
                f"no instance named `{wanted}`",
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
    """Return settings with these fields, each named `GROUP.FIELD` as in its key."""
    top = {name: value for name, value in fields.items() if "." not in name}
    groups: dict[str, dict[str, Any]] = {name: {} for name in GROUPS}
    for name, value in fields.items():
        group, dot, field_name = name.partition(".")
        if dot:
            groups[group][field_name] = value
    made = {name: kind(**groups[name]) for name, kind in GROUPS.items()}
    return Settings(**top, **made)


def value_at(settings: Settings, field_name: str) -> Any:
    """Return the value of a field, named `GROUP.FIELD` as in its key."""
    group, dot, name = field_name.partition(".")
    value = getattr(settings, group)
    return getattr(value, name) if dot else value


@frozen
class ReadSettings:
    """Settings read from a file, and warnings about it.

    `state` is the file's state before reading, to detect changes; empty if unknown.
    """

    settings: Settings
    warnings: tuple[str, ...]
    state: str = ""
