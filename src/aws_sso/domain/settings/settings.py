"""The settings, as the rest of the program uses them: typed, complete, immutable.

What each field means is told where its key is: `domain/settings/keys.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aws_sso.domain.text.nearest import nearest
from aws_sso.errors import ConfigError, UsageError

DEFAULT_INSTANCE = "Default"
DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True)
class RoleSettings:
    """What config.yaml says of one role."""

    profile: str | None = None
    default_region: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    via: str | None = None
    source_identity: str | None = None


@dataclass(frozen=True)
class AccountSettings:
    """What config.yaml says of one account."""

    name: str | None = None
    default_region: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, RoleSettings] = field(default_factory=dict)


@dataclass(frozen=True)
class InstanceSettings:
    """One Identity Center instance; `accounts` goes by 12-digit account ids."""

    name: str
    sso_region: str
    start_url: str
    default_region: str | None = None
    auth_url_action: str | None = None
    accounts: Mapping[str, AccountSettings] = field(default_factory=dict)


@dataclass(frozen=True)
class OnePasswordSettings:
    """Where in 1Password the vault's key is kept."""

    vault: str | None = None
    auth_type: str = "desktop"
    account: str | None = None


# Neither printed nor compared: making 40 fields fit for that would take longer than reading them.
@dataclass(frozen=True, eq=False, repr=False)
class Settings:
    """All of config.yaml, with the defaults filled in."""

    instances: Mapping[str, InstanceSettings]
    default_instance: str | None
    default_region: str | None
    auth_workflow: str | None
    auto_login: bool
    cache_refresh: int
    auto_config_check: bool
    threads: int
    max_retry: int
    max_backoff: int
    browser: str | None
    browser_profile: str | None
    url_action: str
    url_exec_command: tuple[str, ...]
    config_profiles_url_action: str | None
    config_profiles_binary_path: str | None
    console_duration: int
    log_level: str
    log_lines: bool
    history_limit: int
    history_minutes: int
    secure_store: str | None
    json_store: str | None
    secret_service_collection: str
    unlock_minutes: int | None
    one_password: OnePasswordSettings | None
    confirm_tags: Mapping[str, str]
    profile_format: str
    config_variables: Mapping[str, str]
    bare_command: str
    first_tag: str | None
    full_text_search: bool
    account_primary_tag: tuple[str, ...]
    prompt_colors: Mapping[str, str]
    list_fields: tuple[str, ...]
    env_var_tags: tuple[str, ...]
    firefox_open_url_in_container: bool
    allow_endpoints: tuple[str, ...]

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


@dataclass(frozen=True)
class ReadSettings:
    """Settings read from a file, and what is odd about it but does no harm.

    `state` is what the file was before it was read, to notice a change; empty if that is not known.
    """

    settings: Settings
    warnings: tuple[str, ...]
    state: str = ""
