"""Variables, files and exit codes, for `aws-sso help` and the documentation."""

READ = (
    ("AWS_SSO_CONFIG", "path of config.yaml; everything else of ours lies beside it"),
    ("AWS_SSO", "instance to use, as `--sso`"),
    ("AWS_SSO_BROWSER", "program to open URLs with, as `--browser`"),
    ("AWS_SSO_FILE_PASSWORD", "password of the store `file`; without it you are asked for it"),
    ("AWS_SSO_ROLE_ARN", "role for `exec` and `console`, and for `eval --refresh`"),
    ("AWS_SSO_ACCOUNT_ID", "account for `exec` and `console`, with `AWS_SSO_ROLE_NAME`"),
    ("AWS_SSO_ROLE_NAME", "role for `exec` and `console`, with `AWS_SSO_ACCOUNT_ID`"),
    (
        "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN",
        "credentials whose console `console` opens, where no role is named",
    ),
    (
        "AWS_PROFILE",
        "role, or another profile, whose console `console` opens; what `status` and `time` look at",
    ),
    ("AWS_REGION, AWS_DEFAULT_REGION", "region that `console` opens, unless we set it ourselves"),
    ("AWS_SSO_FIELD_SORT", "field that `list` sorts by, as `--sort`"),
    ("AWS_SSO_FIELD_SORT_REVERSE", "`true` for `list --reverse`"),
    (
        "AWS_SSO_SESSION_EXPIRATION",
        "what `time` counts down to, and when `exec` may replace credentials; set by `eval` and "
        "`exec`",
    ),
    ("AWS_SSO_PREVIOUS", "role and instance that `assume -` goes back to; set by `assume`"),
    ("AWS_SSO_PROFILE", "what `assume`, `exec` and `status` call the shell's role"),
    ("AWS_SSO_HELPER_ARGS", "options that `assume`, `aws-sso-profile` and `aws-sso-clear` add"),
    (
        "AWS_SSO_SCOPE",
        "what a shell's credentials are narrowed to; set by `eval` and `exec`, which keep it for "
        "the shell's role",
    ),
    (
        "AWS_DEFAULT_SSO_START_URL, AWS_DEFAULT_SSO_REGION",
        "a portal that `setup wizard` offers; aws-sso-util has them",
    ),
    ("AWS_CONFIG_FILE", "file that `config` writes profiles to, instead of `~/.aws/config`"),
    (
        "AWS_SHARED_CREDENTIALS_FILE",
        "file that `config` looks for static keys of the same names in",
    ),
    ("AWS_SSO_DEFAULT_REGION", "the region that we set; tells it from one of yours"),
    ("AWS_ENDPOINT_URL_SSO_OIDC", "endpoint of the sign-in service, its `/authorize` page too"),
    ("AWS_ENDPOINT_URL_SSO", "endpoint of the SSO portal"),
    ("AWS_ENDPOINT_URL_STS", "endpoint of STS"),
    ("AWS_ENDPOINT_URL_SIGNIN", "endpoint of the console's sign-in"),
    ("AWS_ENDPOINT_URL", "endpoint of the first three, where the closer variable is not set"),
    ("AWS_SSO_OP_SERVICE_ACCOUNT_TOKEN", "1Password's service account, for the store `1password`"),
    ("OP_SERVICE_ACCOUNT_TOKEN", "the same, where the former is not set"),
    ("PASSWORD_STORE_DIR", "where `pass` keeps its store"),
    (
        "AWS_DEFAULT_PROFILE, AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN, "
        "AWS_CONTAINER_CREDENTIALS_FULL_URI, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "what SDKs look at: `explain` and `doctor` tell what comes of it",
    ),
    ("SSH_CONNECTION, SSH_TTY", "whether somebody came here by SSH"),
    ("WSL_DISTRO_NAME", "whether this is Linux within Windows"),
    ("VSCODE_IPC_HOOK_CLI", "whether this is a terminal of VS Code"),
    ("DISPLAY, WAYLAND_DISPLAY", "whether there is a desktop, with browser and clipboard"),
    ("BROWSER", "in VS Code's remote terminals: its own way to open a page where you sit"),
    ("NO_COLOR", "anything: no colours"),
    ("PAGER", "program for texts longer than the terminal, `less` if not set; `cat` for none"),
    ("TMUX", "in tmux, `ansi-osc52` goes through a buffer of its"),
    ("AWS_USE_FIPS_ENDPOINT", "`true` for FIPS endpoints"),
    ("AWS_USE_DUALSTACK_ENDPOINT", "`true` for endpoints with IPv6"),
    ("AWS_CA_BUNDLE", "file of CA certificates (PEM) to trust instead of the system's"),
    ("HTTPS_PROXY, NO_PROXY", "proxy, and hosts to reach without it; loopback never uses one"),
    ("ZDOTDIR", "where zsh's `.zshrc` is, for completions"),
    ("HOME, USERPROFILE", "the home folder; the latter on Windows"),
    ("XDG_CONFIG_HOME", "where the folder `aws-sso` lies if there is no `~/.aws-sso`"),
    ("XDG_RUNTIME_DIR", "where a credential server's socket lies if our own folder's path is long"),
    ("SHELL", "shell to write for or to start, where the process tree does not tell"),
)
"""Name and meaning."""

FILES = (
    ("~/.aws-sso/config.yaml", "settings; `aws-sso setup wizard` writes them"),
    ("~/.aws-sso/cache.json", "accounts and roles as fetched last"),
    ("~/.aws-sso/vault/", "tokens and credentials, encrypted"),
    ("~/.aws/config", "the AWS SDKs' profiles; `aws-sso config` adds a marked block"),
)
"""Path and content."""

SET = (
    ("AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN", "the role's credentials"),
    (
        "AWS_REGION, AWS_DEFAULT_REGION, AWS_SSO_DEFAULT_REGION",
        "the role's region, unless you set one; the third tells ours from yours",
    ),
    ("AWS_SSO, AWS_SSO_ACCOUNT_ID, AWS_SSO_ROLE_NAME, AWS_SSO_ROLE_ARN", "instance and role"),
    ("AWS_SSO_PROFILE", "the role's profile name, for prompts"),
    (
        "AWS_SSO_SESSION_EXPIRATION, AWS_CREDENTIAL_EXPIRATION",
        "when the credentials expire (RFC 3339); SDKs know the second name",
    ),
    ("AWS_SSO_EXPIRATION_EPOCH", "the same in Unix seconds, for prompts"),
    (
        "AWS_SSO_COLOR",
        "`red` for a role that asks before it is used, else its `Color` tag; unset without one",
    ),
    ("AWS_SSO_TAG_KEY", "for each key of `EnvVarTags` that the role has a tag of"),
    (
        "AWS_SSO_PREVIOUS",
        "role ARN, instance and scope before; by `assume` only, kept by `--clear`",
    ),
)
"""The variables that `eval`, `exec` and `assume` set, for the documentation."""

EXIT_CODES = (
    ("0", "done"),
    ("1", "failed; the message says why and what to do"),
    ("2", "wrong usage: the command line makes no sense"),
    ("3", "`status`: the shell's credentials have expired"),
    ("126, 127", "`exec`, `each`: the command cannot be run, there is no such command"),
    ("130", "interrupted"),
    ("129, 143", "`each`: ended by SIGHUP, SIGTERM"),
    ("any other", "`exec`: the command's own exit code"),
)
"""Code and meaning."""
