"""Every key of config.yaml: its type, default, bounds and meaning.

The reader, its error messages and the settings table of the documentation all come from here.
"""

import re
from enum import Enum
from functools import cache

from aws_sso.domain.frozen import frozen
from aws_sso.domain.settings.allowed_words import (
    AUTH_WORKFLOWS,
    BARE_COMMANDS,
    LOG_LEVELS,
    NESTED_EXEC,
    ONE_TIME,
    PROFILE_URL_ACTIONS,
    STORES,
    URL_ACTIONS,
)


class Kind(Enum):
    """What a key's value has to be; the value is how messages and documentation call it."""

    TEXT = "text"
    INTEGER = "a whole number"
    BOOLEAN = "true or false"
    CHOICE = "one of"
    REGION = "an AWS region name"
    START_URL = "an https:// URL"
    ROLE_ARN = "the ARN of an IAM role"
    TEXTS = "a list of texts"
    ORIGINS = "a list of https:// addresses (scheme, host and port)"
    TEXT_MAP = "a map of texts"
    POLICIES = "a map of names to IAM policies, each a map, JSON, or the path of a JSON file"
    SCOPES = "a list of `read-only` or names of `Policies`"
    TAGS = "a map of texts, or a list of one-entry maps"
    INSTANCES = "a map of instance names to instances"
    ACCOUNTS = "a map of account ids to accounts"
    ROLES = "a map of role names to roles"
    ONE_PASSWORD = "a map of Vault, AuthType and Account"


@cache
def _snake_case(name: str) -> str:
    # Remembered: it is asked for each entry of a config.yaml that may have a million.
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


@frozen
class Key:
    """One key: its name in the file, the field of the settings it fills, and its rules."""

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

    @property
    def field_name(self) -> str:
        """The settings field it fills: the name in snake case, unless given; `GROUP.FIELD`."""
        return self.field or _snake_case(self.name)

    def expected(self) -> str:
        """Say what is allowed, for error messages and the documentation."""
        if self.kind is Kind.CHOICE:
            return f"one of {', '.join(self.allowed)}"
        if self.minimum is not None and self.maximum is not None:
            return f"{self.kind.value} from {self.minimum} to {self.maximum}"
        if self.minimum is not None:
            return f"{self.kind.value}, {self.minimum} or more"
        return str(self.kind.value)


TOP_KEYS = (
    Key(
        "SSOConfig",
        Kind.INSTANCES,
        "the Identity Center instances, each under a name of your choice",
        required=True,
        field="instances",
    ),
    Key(
        "DefaultSSO",
        Kind.TEXT,
        "instance to use when none is named; `Default`, or the only one",
        field="default_instance",
    ),
    Key(
        "DefaultRegion",
        Kind.REGION,
        "region for roles that have no closer one; unset: `us-east-1`",
    ),
    Key(
        "AuthWorkflow",
        Kind.CHOICE,
        "how to sign in; unset: `pkce`, and `device_code` where no browser can come back",
        allowed=AUTH_WORKFLOWS,
        field="session.auth_workflow",
    ),
    Key(
        "AutoLogin",
        Kind.BOOLEAN,
        "sign in when a command needs it, without `login`",
        True,
        field="session.auto_login",
    ),
    Key(
        "CacheRefresh",
        Kind.INTEGER,
        "hours after which the list of roles is fetched anew; 0 or less: never by itself",
        24,
        field="roles.refresh_hours",
    ),
    Key(
        "AutoConfigCheck",
        Kind.BOOLEAN,
        "offer to update the profiles in `~/.aws/config` after roles changed",
        False,
        field="profiles.auto_check",
    ),
    Key(
        "Threads",
        Kind.INTEGER,
        "calls to AWS at the same time",
        5,
        minimum=1,
        maximum=100,
        field="calls.threads",
    ),
    Key(
        "MaxRetry",
        Kind.INTEGER,
        "times a failing call is tried again",
        10,
        minimum=0,
        field="calls.max_retry",
    ),
    Key(
        "MaxBackoff",
        Kind.INTEGER,
        "seconds to wait between tries, at most",
        5,
        minimum=1,
        field="calls.max_backoff",
    ),
    Key(
        "Browser",
        Kind.TEXT,
        "program that opens URLs instead of the default browser",
        field="urls.browser",
    ),
    Key(
        "BrowserProfile",
        Kind.TEXT,
        "profile of that browser to open URLs in: a template as `ProfileFormat`, "
        "such as `{{ .SSO }}` or `{{ .Tags.Team }}`",
        field="urls.browser_profile",
    ),
    Key(
        "UrlAction",
        Kind.CHOICE,
        "what to do with a URL",
        "open",
        allowed=URL_ACTIONS,
        field="urls.action",
    ),
    Key(
        "UrlExecCommand",
        Kind.TEXTS,
        "program and arguments for `UrlAction: exec`; one of them holds `%s`",
        (),
        old_names=("UrlActionExec",),
        field="urls.exec_command",
    ),
    Key(
        "UrlOneTime",
        Kind.CHOICE,
        "give browsers an address that works once, so that no URL is on their command line; "
        "`auto`: where we start a browser on this machine; `always`: for `exec`, over SSH and in "
        "containers too",
        "auto",
        allowed=ONE_TIME,
        field="urls.one_time",
    ),
    Key(
        "ConfigProfilesUrlAction",
        Kind.CHOICE,
        "`--url-action` written into the profiles of `~/.aws/config`",
        allowed=PROFILE_URL_ACTIONS,
        old_names=("ConfigUrlAction",),
        field="profiles.url_action",
    ),
    Key(
        "ConfigProfilesBinaryPath",
        Kind.TEXT,
        "path of this program written into the profiles of `~/.aws/config`",
        field="profiles.binary_path",
    ),
    Key(
        "ConsoleDuration",
        Kind.INTEGER,
        "minutes that a console session lasts",
        60,
        minimum=15,
        maximum=720,
        field="urls.console_duration",
    ),
    Key("LogLevel", Kind.CHOICE, "how much to log", "warn", allowed=LOG_LEVELS, field="log.level"),
    Key("LogLines", Kind.BOOLEAN, "log file names and line numbers", False, field="log.lines"),
    Key(
        "HistoryLimit",
        Kind.INTEGER,
        "recently used roles to remember",
        10,
        minimum=0,
        field="history.limit",
    ),
    Key(
        "HistoryMinutes",
        Kind.INTEGER,
        "minutes after which a used role is no longer recent; 0: never",
        1440,
        minimum=0,
        field="history.minutes",
    ),
    Key(
        "SecureStore",
        Kind.CHOICE,
        "where the keys of the vault are kept; unset: the best one of this system",
        allowed=STORES,
        field="store.kind",
    ),
    Key("JsonStore", Kind.TEXT, "file of the unprotected store `json`", field="store.json_file"),
    Key(
        "SecretServiceCollection",
        Kind.TEXT,
        "collection of the Secret Service to use",
        "awsssocli",
        field="store.collection",
    ),
    Key(
        "UnlockMinutes",
        Kind.INTEGER,
        "minutes that an unlocked vault stays open; 0: not at all; unset: as the store suggests",
        minimum=0,
        maximum=1440,
        field="store.unlock_minutes",
    ),
    Key(
        "ExecKeepsPassword",
        Kind.BOOLEAN,
        "leave `AWS_SSO_FILE_PASSWORD` in the environment of what `exec` starts",
        False,
        field="store.exec_keeps_password",
    ),
    Key(
        "OnePassword",
        Kind.ONE_PASSWORD,
        "where in 1Password the key is kept",
        field="store.one_password",
    ),
    Key(
        "ConfirmTags",
        Kind.TEXT_MAP,
        "tags whose roles ask before they are used; `*` is any value",
        (),
        field="roles.confirm_tags",
    ),
    Key(
        "ProfileFormat",
        Kind.TEXT,
        "template of profile names, in Go's text/template language",
        "{{ .AccountIdPad }}:{{ .RoleName }}",
        field="profiles.name_format",
    ),
    Key(
        "ConfigVariables",
        Kind.TEXT_MAP,
        "settings for each profile in `~/.aws/config`",
        (),
        field="profiles.variables",
    ),
    Key(
        "BareCommand",
        Kind.CHOICE,
        "what `aws-sso` alone does on a terminal; `exec` lets you pick a role for a shell",
        "list",
        allowed=BARE_COMMANDS,
        field="picker.bare_command",
    ),
    Key(
        "NestedExec",
        Kind.CHOICE,
        "what `exec` does in a shell with a role: `refuse`, or `switch` to the role you choose",
        "refuse",
        allowed=NESTED_EXEC,
        field="roles.nested_exec",
    ),
    Key("FirstTag", Kind.TEXT, "tag that the picker offers first", field="picker.first_tag"),
    Key(
        "FullTextSearch",
        Kind.BOOLEAN,
        "the picker searches all fields, not only tags",
        True,
        field="picker.full_text_search",
    ),
    Key(
        "AccountPrimaryTag",
        Kind.TEXTS,
        "tags that name an account, the first that is set; an empty list: none",
        ("AccountName", "AccountAlias", "Email"),
        field="roles.account_primary_tag",
    ),
    Key("PromptColors", Kind.TEXT_MAP, "colours of the picker", (), field="picker.colors"),
    Key("ListFields", Kind.TEXTS, "fields that `list` shows", (), field="roles.list_fields"),
    Key(
        "EnvVarTags",
        Kind.TEXTS,
        "tags that become `AWS_SSO_TAG_…` variables",
        (),
        field="roles.env_var_tags",
    ),
    Key(
        "AllowEndpoints",
        Kind.ORIGINS,
        "endpoints that `AWS_ENDPOINT_URL…` variables may name although they are not AWS's own",
        (),
        field="calls.allow_endpoints",
    ),
    Key(
        "Policies",
        Kind.POLICIES,
        "IAM policies that `--policy NAME` narrows credentials to",
        (),
    ),
    Key(
        "FirefoxOpenUrlInContainer",
        Kind.BOOLEAN,
        "old way to say `UrlAction: open-url-in-container`",
        False,
        field="urls.firefox_open_url_in_container",
    ),
)

INSTANCE_KEYS = (
    Key("SSORegion", Kind.REGION, "region of the Identity Center instance", required=True),
    Key(
        "StartUrl",
        Kind.START_URL,
        "the AWS access portal's address, `https://…/start`",
        required=True,
    ),
    Key("DefaultRegion", Kind.REGION, "region for this instance's roles"),
    Key("AuthUrlAction", Kind.CHOICE, "`UrlAction` for signing in", allowed=URL_ACTIONS),
    Key("Accounts", Kind.ACCOUNTS, "what you want to add to accounts", ()),
)

ACCOUNT_KEYS = (
    Key("Name", Kind.TEXT, "your own name of the account"),
    Key("DefaultRegion", Kind.REGION, "region for this account's roles"),
    Key("Tags", Kind.TAGS, "tags of all roles in the account", ()),
    Key(
        "Scopes",
        Kind.SCOPES,
        "what to narrow more profiles of all roles in the account to: `NAME:read-only`",
        (),
    ),
    Key("Roles", Kind.ROLES, "what you want to add to roles", ()),
)

ROLE_KEYS = (
    Key("Profile", Kind.TEXT, "name of the role's profile, instead of `ProfileFormat`'s"),
    Key("DefaultRegion", Kind.REGION, "region for this role"),
    Key("Tags", Kind.TAGS, "tags of the role; they override the account's", ()),
    Key("Via", Kind.ROLE_ARN, "role to assume first, by its ARN"),
    Key(
        "Scopes",
        Kind.SCOPES,
        "what to narrow more profiles of the role to, besides the account's",
        (),
    ),
    Key("SourceIdentity", Kind.TEXT, "`SourceIdentity` for the AssumeRole call"),
    Key("Elevate", Kind.TEXT, "stronger role of the same account, for `--elevate`"),
)

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
