"""The table of commands: the starting point for readers, and the source of help and reference."""

from aws_sso.annotations import Any
from aws_sso.domain.frozen import frozen


@frozen
class Entry:
    """One command: its name, its module (with a `command`), group and summary.

    A `hidden` one is not listed: an alias, or for programs only.
    """

    name: str
    module: str
    group: str
    summary: str
    hidden: bool = False

    def load(self) -> Any:
        """Import the command's module and return the command: `Declared`, or a group of click's."""
        # `importlib` and what it imports would be a tenth of `time`.
        return __import__(f"aws_sso.cli.commands.{self.module}", fromlist=["command"]).command


SESSION = "Session"
ROLES = "Roles"
CREDENTIALS = "Credentials"
HELP = "Troubleshooting"
OTHER = "Trying it out, and more"

COMMANDS = (
    Entry("login", "login", SESSION, "Sign in to an Identity Center instance"),
    Entry("logout", "logout", SESSION, "End the session and delete everything stored for it"),
    Entry("flush", "flush", SESSION, "Delete cached credentials or the token on this machine"),
    Entry("lock", "lock", SESSION, "Lock the vault, so that its store is asked again"),
    Entry("cache", "cache", ROLES, "Fetch accounts and roles now"),
    Entry("list", "list_roles", ROLES, "List the roles you can use"),
    Entry("tags", "tags", ROLES, "List roles with their tags"),
    Entry("exec", "exec_command", CREDENTIALS, "Run a command or a shell with a role"),
    Entry("each", "each", CREDENTIALS, "Run a command once for each of many roles"),
    Entry("console", "console", CREDENTIALS, "Open the AWS console in the browser"),
    Entry("eval", "eval_variables", CREDENTIALS, "Print variables for the calling shell"),
    Entry("process", "process", CREDENTIALS, "Print JSON for `credential_process`"),
    Entry("credentials", "credentials", CREDENTIALS, "Print static credentials"),
    Entry("ecs", "ecs", CREDENTIALS, "Serve credentials that renew themselves"),
    Entry("config", "config", CREDENTIALS, "Write a profile for each role to ~/.aws/config"),
    Entry("status", "status", CREDENTIALS, "Show this shell's role and when it expires"),
    Entry("time", "time_left", CREDENTIALS, "Show the time until the shell's credentials expire"),
    Entry("help", "help_command", HELP, "Explain a command or a topic"),
    Entry("doctor", "doctor", HELP, "Check everything, and say what to fix"),
    Entry("explain", "explain", HELP, "Show which AWS identity is active here, and why"),
    Entry("setup", "setup", OTHER, "Set up profiles, completions, the vault's store"),
    Entry("install-completions", "completions", OTHER, "Install completions for your shell"),
    Entry("demo", "demo", OTHER, "Try everything against a local Identity Center"),
    Entry("emulator", "emulator", OTHER, "Run a local Identity Center to test against"),
    Entry("version", "version", OTHER, "Print the version"),
    Entry("whoami", "status", CREDENTIALS, "The same as `status`", hidden=True),
    Entry(
        "list-sso-roles",
        "list_sso_roles",
        ROLES,
        "List the roles that AWS reports now",
        hidden=True,
    ),
    Entry("assume", "assume", CREDENTIALS, "Used by the shell function `assume`", hidden=True),
)
SHOWN = tuple(entry for entry in COMMANDS if not entry.hidden)
"""The listed commands."""


def entry_named(name: str) -> Entry | None:
    """Return a command's entry."""
    return next((entry for entry in COMMANDS if entry.name == name), None)
