"""Allowed values of settings and flags."""

URL_ACTIONS = (
    "open",
    "exec",
    "clip",
    "ansi-osc52",
    "print",
    "printurl",
    "granted-containers",
    "open-url-in-container",
)
# `UrlOneTime`: whether a browser gets the URL itself or a one-time address.
ONE_TIME = ("auto", "always", "never")
PROFILE_URL_ACTIONS = tuple(a for a in URL_ACTIONS if a not in ("print", "printurl"))
LOG_LEVELS = ("error", "warn", "info", "debug", "trace")
AUTH_WORKFLOWS = ("pkce", "device_code")
STORES = (
    "keychain",
    "wincred",
    "secret-service",
    "kwallet",
    "pass",
    "1password",
    "file",
    "json",
)

# `BareCommand`: what `aws-sso` without a command does.
BARE_COMMANDS = ("list", "exec")

# `ConsoleVia`: how an instance's consoles are opened.
CONSOLE_WAYS = ("federation", "portal")

# `NestedExec`: what `exec` does in a shell that already has aws-sso credentials.
NESTED_EXEC = ("refuse", "switch")
