"""The flags that every command takes, before and after the command's name."""

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
    Option(("--level", "-L"), "level", "How much to log.", allowed=LOG_LEVELS),
    Option(("--lines",), "lines", "Log file names and lines.", is_flag=True),
    Option(
        ("--sts-refresh",),
        "sts_refresh",
        "Get new role credentials, even if good ones are at hand.",
        is_flag=True,
    ),
    Option(
        ("--no-config-check",),
        "no_config_check",
        "Leave out what `AutoConfigCheck` asks for.",
        is_flag=True,
    ),
    Option(("--yes",), "yes", "Answer questions with yes.", is_flag=True),
)
"""One for each field of `GlobalFlags`; what is not given is None: variables may say it."""
