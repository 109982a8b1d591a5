"""Every key of config.yaml: type, default, bounds and meaning.

The reader, its error messages and the settings table in the documentation are built from this.
"""

import re
from enum import Enum
from functools import cache

from aws_sso.domain.frozen import frozen, replace
from aws_sso.domain.settings.allowed_words import (
    AUTH_WORKFLOWS,
    BARE_COMMANDS,
    CONSOLE_WAYS,
    LOG_LEVELS,
    NESTED_EXEC,
    ONE_TIME,
    PROFILE_URL_ACTIONS,
    STORES,
    URL_ACTIONS,
)


class Kind(Enum):
    """The type of a key's value; the text is its name in messages and documentation."""

    TEXT = "text"
    INTEGER = "a whole number"
    BOOLEAN = "true or false"
    CHOICE = "one of"
    REGION = "an AWS region name"
    REGIONS = "a list of AWS region names"
    START_URL = "an https:// URL"
    ROLE_ARN = "the ARN of an IAM role"
    TENANT = "the id of a tenant, `aa-…`"
    EXTERNAL_ID = "2 to 1224 letters, digits and characters of `_+=,.@:/-`"
    TEXTS = "a list of strings"
    ORIGINS = "a list of https:// origins (scheme, host and port)"
    TEXT_MAP = "a map of strings"
    POLICIES = "a map of names to IAM policies: each a map, JSON, or the path of a JSON file"
    SCOPES = "a list of `read-only` or names of `Policies`"
    TAGS = "a map of strings, or a list of one-entry maps"
    INSTANCES = "a map of instance names to instances"
    ACCOUNTS = "a map of account ids to accounts"
    ROLES = "a map of role names to roles"
    ONE_PASSWORD = "a map of Vault, AuthType and Account"


@cache
def _snake_case(name: str) -> str:
    # Cached: it is computed for each entry, and a config.yaml may have a million.
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


@frozen
class Key:
    """One key: its name in the file, the field of the settings it fills, and its rules.

    `reason` explains the bounds.
    """

    name: str
    kind: Kind
    meaning: str
    default: object = None
    allowed: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    old_names: tuple[str, ...] = ()
    required: bool = False
    field: str = ""
    reason: str = ""

    @property
    def field_name(self) -> str:
        """Its field in the settings, as `GROUP.FIELD`; by default the name in snake case."""
        return self.field or _snake_case(self.name)

    def expected(self) -> str:
        """Describe the allowed values, for error messages and the documentation."""
        if self.kind is Kind.CHOICE:
            return f"one of {', '.join(self.allowed)}"
        if self.minimum is not None and self.maximum is not None:
            why = f" ({self.reason})" if self.reason else ""
            return f"{self.kind.value} from {self.minimum} to {self.maximum}{why}"
        if self.minimum is not None:
            return f"{self.kind.value}, {self.minimum} or more"
        return str(self.kind.value)


TOP_KEYS = (
    Key(
        "SSOConfig",
        Kind.INSTANCES,
        "your Identity Center instances, each under a name of your choice",
        required=True,
        field="instances",
    ),
    Key(
        "DefaultSSO",
        Kind.TEXT,
        "default instance; unset: `Default`, or the only one",
        field="default_instance",
    ),
    Key(
        "DefaultRegion",
        Kind.REGION,
        "region for roles without a more specific one; unset: `us-east-1`",
    ),
    Key(
        "AuthWorkflow",
        Kind.CHOICE,
        "how to sign in; unset: `pkce`, or `device_code` where a browser cannot connect back",
        allowed=AUTH_WORKFLOWS,
        field="session.auth_workflow",
    ),
    Key(
        "AutoLogin",
        Kind.BOOLEAN,
        "sign in automatically when a command needs it",
        True,
        field="session.auto_login",
    ),
    Key(
        "CacheRefresh",
        Kind.INTEGER,
        "hours after which the list of roles is refreshed; 0 or less: never automatically",
        24,
        field="roles.refresh_hours",
    ),
    Key(
        "AutoConfigCheck",
        Kind.BOOLEAN,
        "offer to update `~/.aws/config` when roles have changed",
        False,
        field="profiles.auto_check",
    ),
    Key(
        "Threads",
        Kind.INTEGER,
        "number of parallel calls to AWS",
        5,
        minimum=1,
        maximum=100,
        field="calls.threads",
    ),
    Key(
        "MaxRetry",
        Kind.INTEGER,
        "retries of a failed call",
        10,
        minimum=0,
        field="calls.max_retry",
    ),
    Key(
        "MaxBackoff",
        Kind.INTEGER,
        "longest wait between retries, in seconds",
        5,
        minimum=1,
        field="calls.max_backoff",
    ),
    Key(
        "Browser",
        Kind.TEXT,
        "program to open URLs with, instead of the default browser",
        field="urls.browser",
    ),
    Key(
        "BrowserProfile",
        Kind.TEXT,
        "browser profile to open URLs in: a template like `ProfileFormat`, such as `{{ .SSO }}` "
        "or `{{ .Tags.Team }}`",
        field="urls.browser_profile",
    ),
    Key(
        "UrlAction",
        Kind.CHOICE,
        "what to do with URLs",
        "open",
        allowed=URL_ACTIONS,
        field="urls.action",
    ),
    Key(
        "UrlExecCommand",
        Kind.TEXTS,
        "program and arguments for `UrlAction: exec`; `%s` stands for the URL",
        (),
        old_names=("UrlActionExec",),
        field="urls.exec_command",
    ),
    Key(
        "UrlOneTime",
        Kind.CHOICE,
        "give browsers a one-time address, to keep URLs off their command line; `auto`: for "
        "browsers on this machine; `always`: also for `exec`, over SSH and in containers",
        "auto",
        allowed=ONE_TIME,
        field="urls.one_time",
    ),
    Key(
        "ConfigProfilesUrlAction",
        Kind.CHOICE,
        "`--url-action` for the profiles in `~/.aws/config`",
        allowed=PROFILE_URL_ACTIONS,
        old_names=("ConfigUrlAction",),
        field="profiles.url_action",
    ),
    Key(
        "ConfigProfilesBinaryPath",
        Kind.TEXT,
        "path of `aws-sso` for the profiles in `~/.aws/config`",
        field="profiles.binary_path",
    ),
    Key(
        "ConsoleDuration",
        Kind.INTEGER,
        "length of a console session, in minutes",
        60,
        minimum=15,
        maximum=720,
        field="urls.console_duration",
    ),
    Key("LogLevel", Kind.CHOICE, "log level", "warn", allowed=LOG_LEVELS, field="log.level"),
    Key(
        "LogLines",
        Kind.BOOLEAN,
        "add file names and line numbers to log lines",
        False,
        field="log.lines",
    ),
    Key(
        "HistoryLimit",
        Kind.INTEGER,
        "number of recent roles to remember",
        10,
        minimum=0,
        field="history.limit",
    ),
    Key(
        "HistoryMinutes",
        Kind.INTEGER,
        "minutes until a used role stops being recent; 0: never",
        1440,
        minimum=0,
        field="history.minutes",
    ),
    Key(
        "SecureStore",
        Kind.CHOICE,
        "where to keep the vault's keys; unset: the best store on this system",
        allowed=STORES,
        field="store.kind",
    ),
    Key("JsonStore", Kind.TEXT, "file for the unencrypted store `json`", field="store.json_file"),
    Key(
        "SecretServiceCollection",
        Kind.TEXT,
        "Secret Service collection to use",
        "awsssocli",
        field="store.collection",
    ),
    Key(
        "UnlockMinutes",
        Kind.INTEGER,
        "minutes until an unlocked vault locks again; 0: at once; unset: depends on the store",
        minimum=0,
        maximum=1440,
        field="store.unlock_minutes",
    ),
    Key(
        "ExecKeepsPassword",
        Kind.BOOLEAN,
        "pass `AWS_SSO_FILE_PASSWORD` on to commands that `exec` starts",
        False,
        field="store.exec_keeps_password",
    ),
    Key(
        "OnePassword",
        Kind.ONE_PASSWORD,
        "where to keep the key in 1Password",
        field="store.one_password",
    ),
    Key(
        "ConfirmTags",
        Kind.TEXT_MAP,
        "ask before using roles with these tags; `*` matches any value",
        (),
        field="roles.confirm_tags",
    ),
    Key(
        "ProfileFormat",
        Kind.TEXT,
        "template for profile names, in Go's text/template language",
        "{{ .AccountIdPad }}:{{ .RoleName }}",
        field="profiles.name_format",
    ),
    Key(
        "ConfigVariables",
        Kind.TEXT_MAP,
        "settings to add to each profile in `~/.aws/config`",
        (),
        field="profiles.variables",
    ),
    Key(
        "BareCommand",
        Kind.CHOICE,
        "what `aws-sso` without a command does on a terminal; `exec` picks a role for a shell",
        "list",
        allowed=BARE_COMMANDS,
        field="picker.bare_command",
    ),
    Key(
        "NestedExec",
        Kind.CHOICE,
        "what `exec` does in a shell that already has a role: `refuse`, or `switch` to the new "
        "role",
        "refuse",
        allowed=NESTED_EXEC,
        field="roles.nested_exec",
    ),
    Key("FirstTag", Kind.TEXT, "tag to list first in the picker", field="picker.first_tag"),
    Key(
        "FullTextSearch",
        Kind.BOOLEAN,
        "search all fields in the picker, not only tags",
        True,
        field="picker.full_text_search",
    ),
    Key(
        "AccountPrimaryTag",
        Kind.TEXTS,
        "tags that name an account; the first one set wins; an empty list: none",
        ("AccountName", "AccountAlias", "Email"),
        field="roles.account_primary_tag",
    ),
    Key("PromptColors", Kind.TEXT_MAP, "colors of the picker", (), field="picker.colors"),
    Key(
        "CsvHeader",
        Kind.BOOLEAN,
        "start `list --csv` with a header; aws-sso-cli prints none",
        True,
        field="roles.csv_header",
    ),
    Key("ListFields", Kind.TEXTS, "columns of `list`", (), field="roles.list_fields"),
    Key(
        "EnvVarTags",
        Kind.TEXTS,
        "tags to export as `AWS_SSO_TAG_…` variables",
        (),
        field="roles.env_var_tags",
    ),
    Key(
        "AllowEndpoints",
        Kind.ORIGINS,
        "endpoints outside AWS that `AWS_ENDPOINT_URL…` variables may name",
        (),
        field="calls.allow_endpoints",
    ),
    Key(
        "Policies",
        Kind.POLICIES,
        "IAM policies for `--policy NAME`",
        (),
    ),
    Key(
        "FirefoxOpenUrlInContainer",
        Kind.BOOLEAN,
        "old form of `UrlAction: open-url-in-container`",
        False,
        field="urls.firefox_open_url_in_container",
    ),
)

INSTANCE_KEYS = (
    Key("SSORegion", Kind.REGION, "region of the Identity Center instance", required=True),
    Key(
        "SSORegions",
        Kind.REGIONS,
        "other regions that Identity Center is replicated to; used in this order while `SSORegion` "
        "is down",
        (),
    ),
    Key(
        "Tenant",
        Kind.TENANT,
        "tenant of account access manager (`aa-…`), whose IAM roles to list and use as well",
    ),
    Key(
        "StartUrl",
        Kind.START_URL,
        "URL of the AWS access portal, `https://…/start`, or a URL of your company's that "
        "redirects there",
        required=True,
    ),
    Key("DefaultRegion", Kind.REGION, "region for roles of this instance"),
    Key("AuthUrlAction", Kind.CHOICE, "`UrlAction` for signing in", allowed=URL_ACTIONS),
    Key(
        "ConsoleVia",
        Kind.CHOICE,
        "how `console` signs in: with role credentials, or through a portal link; "
        "unset: `federation`",
        allowed=CONSOLE_WAYS,
    ),
    Key("Accounts", Kind.ACCOUNTS, "settings for single accounts", ()),
)

ACCOUNT_KEYS = (
    Key("Name", Kind.TEXT, "your name for the account"),
    Key("DefaultRegion", Kind.REGION, "region for roles in this account"),
    Key("Tags", Kind.TAGS, "tags for all roles in the account", ()),
    Key(
        "Scopes",
        Kind.SCOPES,
        "narrowed profiles to add for all roles in the account: `NAME:read-only`",
        (),
    ),
    Key("Roles", Kind.ROLES, "settings for single roles", ()),
)

ROLE_KEYS = (
    Key("Profile", Kind.TEXT, "profile name, instead of the one from `ProfileFormat`"),
    Key("DefaultRegion", Kind.REGION, "region for this role"),
    Key("Tags", Kind.TAGS, "tags for the role; they override the account's", ()),
    Key("Via", Kind.ROLE_ARN, "ARN of the role to assume through"),
    Key(
        "Scopes",
        Kind.SCOPES,
        "narrowed profiles to add for this role, besides the account's",
        (),
    ),
    Key("SourceIdentity", Kind.TEXT, "`SourceIdentity` of the AssumeRole call"),
    Key(
        "ExternalId",
        Kind.EXTERNAL_ID,
        "`ExternalId` of the AssumeRole call, if the role's trust policy requires one",
    ),
    Key(
        "DurationSeconds",
        Kind.INTEGER,
        "seconds that credentials of a role with `Via` last, or up to 43200 for a role of a "
        "`Tenant`; unset: 3600",
        minimum=900,
        maximum=3600,
        reason="AWS ends sessions of role chains after an hour",
    ),
    Key("Elevate", Kind.TEXT, "more powerful role in the same account, for `--elevate`"),
)

UNCHAINED_ROLE_KEYS = tuple(
    replace(key, maximum=43200, reason="") if key.name == "DurationSeconds" else key
    for key in ROLE_KEYS
)
"""The keys of a role without `Via`."""

ONE_PASSWORD_KEYS = (
    Key("Vault", Kind.TEXT, "name of the 1Password vault"),
    Key(
        "AuthType",
        Kind.CHOICE,
        "how `op` signs in",
        "desktop",
        allowed=("desktop", "service-account"),
    ),
    Key("Account", Kind.TEXT, "1Password account to use"),
)
