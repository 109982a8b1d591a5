"""The global flags, accepted before and after the command's name."""

from aws_sso.cli.options import values
from aws_sso.cli.options.declared import Option
from aws_sso.domain.settings.allowed_words import AUTH_WORKFLOWS, LOG_LEVELS, URL_ACTIONS

EVERYWHERE = (
    Option(
        ("--config",),
        "config",
        "Configuration file. [$AWS_SSO_CONFIG]",
        metavar="FILE",
        completes=values.files,
    ),
    Option(
        ("--sso", "-S"),
        "sso",
        "Identity Center instance. [$AWS_SSO]",
        metavar="NAME",
        completes=values.instances,
    ),
    Option(
        ("--browser", "-b"),
        "browser",
        "Browser to open URLs with. [$AWS_SSO_BROWSER]",
        metavar="PROGRAM",
    ),
    Option(
        ("--url-action", "-u"),
        "url_action",
        "What to do with URLs: open, exec, print, printurl…",
        allowed=URL_ACTIONS,
        metavar="ACTION",
    ),
    Option(("--auth-workflow",), "auth_workflow", "How to sign in.", allowed=AUTH_WORKFLOWS),
    Option(("--level", "-L"), "level", "Log level.", allowed=LOG_LEVELS),
    Option(("--lines",), "lines", "Add file names and line numbers to log lines.", is_flag=True),
    Option(
        ("--sts-refresh",),
        "sts_refresh",
        "Get new role credentials, even if cached ones are valid.",
        is_flag=True,
    ),
    Option(
        ("--no-config-check",),
        "no_config_check",
        "Skip the check that `AutoConfigCheck` enables.",
        is_flag=True,
    ),
    Option(("--yes",), "yes", "Answer yes to all questions.", is_flag=True),
)
"""One per field of `GlobalFlags`; None if not given, since variables may set it."""
