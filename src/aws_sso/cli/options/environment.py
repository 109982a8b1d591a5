"""Variables, files and exit codes, for `aws-sso help` and the documentation."""

READ = (
    ("AWS_SSO_CONFIG", "path of config.yaml; all other aws-sso files are next to it"),
    ("AWS_SSO", "instance to use, like `--sso`"),
    ("AWS_SSO_BROWSER", "program to open URLs with, like `--browser`"),
    ("AWS_SSO_FILE_PASSWORD", "password of the store `file`; if unset, you are asked"),
    ("AWS_SSO_ROLE_ARN", "role for `exec` and `console`, and for `eval --refresh`"),
    ("AWS_SSO_ACCOUNT_ID", "account for `exec` and `console`, with `AWS_SSO_ROLE_NAME`"),
    ("AWS_SSO_ROLE_NAME", "role for `exec` and `console`, with `AWS_SSO_ACCOUNT_ID`"),
    (
        "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN",
        "credentials for `console`, if no role is named",
    ),
    (
        "AWS_PROFILE",
        "profile (any) for `console`, `status` and `time`",
    ),
    ("AWS_REGION, AWS_DEFAULT_REGION", "region for `console`, unless aws-sso set it"),
    ("AWS_SSO_FIELD_SORT", "sort field for `list`, like `--sort`"),
    ("AWS_SSO_FIELD_SORT_REVERSE", "`true` for `list --reverse`"),
    (
        "AWS_SSO_SESSION_EXPIRATION",
        "expiry that `time` counts down to, after which `exec` may replace credentials; set by "
        "`eval` and `exec`",
    ),
    ("AWS_SSO_PREVIOUS", "previous role and instance, for `assume -`; set by `assume`"),
    ("AWS_SSO_PROFILE", "display name of the shell's role in `assume`, `exec` and `status`"),
    (
        "AWS_SSO_HELPER_ARGS",
        "additional options for `assume`, `aws-sso-profile` and `aws-sso-clear`",
    ),
    (
        "AWS_SSO_SCOPE",
        "scope of narrowed credentials; set by `eval` and `exec`, which keep it for the shell's "
        "role",
    ),
    (
        "AWS_DEFAULT_SSO_START_URL, AWS_DEFAULT_SSO_REGION",
        "a portal that `setup wizard` offers; aws-sso-util has them",
    ),
    ("AWS_CONFIG_FILE", "file to which `config` writes profiles, instead of `~/.aws/config`"),
    (
        "AWS_SHARED_CREDENTIALS_FILE",
        "file in which `config` looks for static keys with the same names",
    ),
    ("AWS_SSO_DEFAULT_REGION", "region set by aws-sso, to tell it from your own"),
    (
        "AWS_ENDPOINT_URL_SSO_OIDC",
        "endpoint of the sign-in service, including its `/authorize` page",
    ),
    ("AWS_ENDPOINT_URL_SSO", "endpoint of the SSO portal"),
    ("AWS_ENDPOINT_URL_STS", "endpoint of STS"),
    ("AWS_ENDPOINT_URL_ACCOUNT_ACCESS_RUNTIME", "endpoint of Account Access, for a `Tenant`"),
    ("AWS_ENDPOINT_URL_SIGNIN", "endpoint of the console's sign-in"),
    ("AWS_ENDPOINT_URL", "endpoint of the first three, if their own variable is not set"),
    (
        "AWS_SSO_OP_SERVICE_ACCOUNT_TOKEN",
        "1Password service account token, for the store `1password`",
    ),
    ("OP_SERVICE_ACCOUNT_TOKEN", "the same, if the former is not set"),
    ("PASSWORD_STORE_DIR", "location of `pass`'s store"),
    (
        "AWS_DEFAULT_PROFILE, AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN, "
        "AWS_CONTAINER_CREDENTIALS_FULL_URI, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "read by SDKs; `explain` and `doctor` show their effect",
    ),
    ("SSH_CONNECTION, SSH_TTY", "shows an SSH session"),
    ("WSL_DISTRO_NAME", "shows Linux inside Windows (WSL)"),
    ("VSCODE_IPC_HOOK_CLI", "shows a VS Code terminal"),
    ("DISPLAY, WAYLAND_DISPLAY", "shows a desktop with browser and clipboard"),
    ("BROWSER", "in VS Code's remote terminals: its program to open pages on your machine"),
    ("NO_COLOR", "if set, no colors"),
    ("PAGER", "pager for long texts; default `less`; `cat` for none"),
    ("TMUX", "in tmux, `ansi-osc52` uses a tmux buffer"),
    ("AWS_USE_FIPS_ENDPOINT", "`true` for FIPS endpoints"),
    ("AWS_USE_DUALSTACK_ENDPOINT", "`true` for dual-stack endpoints (IPv6)"),
    ("AWS_CA_BUNDLE", "file with CA certificates (PEM) to trust instead of the system's"),
    ("HTTPS_PROXY, NO_PROXY", "proxy, and hosts to reach without it; loopback never uses one"),
    ("ZDOTDIR", "folder of zsh's `.zshrc`, for completions"),
    ("HOME, USERPROFILE", "the home folder; the latter on Windows"),
    ("XDG_CONFIG_HOME", "parent of the folder `aws-sso`, if there is no `~/.aws-sso`"),
    (
        "XDG_RUNTIME_DIR",
        "folder of a credential server's socket, if the configuration folder's path is too long",
    ),
    ("SHELL", "shell to write for or to start, if it cannot be detected"),
)
"""Name and meaning."""

FILES = (
    ("~/.aws-sso/config.yaml", "settings; `aws-sso setup wizard` writes them"),
    ("~/.aws-sso/cache.json", "last fetched accounts and roles"),
    ("~/.aws-sso/vault/", "tokens and credentials, encrypted"),
    ("~/.aws/config", "profiles of AWS SDKs; `aws-sso config` adds a marked block"),
)
"""Path and content."""

SET = (
    ("AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN", "the role's credentials"),
    (
        "AWS_REGION, AWS_DEFAULT_REGION, AWS_SSO_DEFAULT_REGION",
        "the role's region, unless you set one; the third marks a region from aws-sso",
    ),
    ("AWS_SSO, AWS_SSO_ACCOUNT_ID, AWS_SSO_ROLE_NAME, AWS_SSO_ROLE_ARN", "instance and role"),
    ("AWS_SSO_PROFILE", "the role's profile name, for prompts"),
    (
        "AWS_SSO_SESSION_EXPIRATION, AWS_CREDENTIAL_EXPIRATION",
        "expiry of the credentials (RFC 3339); SDKs read the second",
    ),
    ("AWS_SSO_EXPIRATION_EPOCH", "the same in Unix seconds, for prompts"),
    (
        "AWS_SSO_COLOR",
        "`red` for a role that needs confirmation, else its `Color` tag; unset without one",
    ),
    ("AWS_SSO_TAG_KEY", "one for each key in `EnvVarTags` for which the role has a tag"),
    (
        "AWS_SSO_PREVIOUS",
        "previous role ARN, instance and scope; set only by `assume`, kept by `--clear`",
    ),
)
"""The variables that `eval`, `exec` and `assume` set, for the documentation."""

EXIT_CODES = (
    ("0", "done"),
    ("1", "failed; the message says why and what to do"),
    ("2", "invalid command line"),
    ("3", "`status`: the shell's credentials have expired"),
    ("126, 127", "`exec`, `each`: the command cannot be run; command not found"),
    ("130", "interrupted"),
    ("129, 143", "`each`: ended by SIGHUP, SIGTERM"),
    ("any other", "`exec`: the command's own exit code"),
)
"""Code and meaning."""
