"""The flags that every command takes, before and after the command's name."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click

from aws_sso.cli.wiring import GlobalFlags, Wiring
from aws_sso.domain.settings_keys import AUTH_WORKFLOWS, LOG_LEVELS, URL_ACTIONS

FLAGS_KEY = "aws_sso.flags"


def global_options() -> list[click.Option]:
    """Return new options; `flags_from_variables` reads the variables that go with them."""
    return [
        click.Option(["--config"], metavar="FILE", help="Configuration file. [$AWS_SSO_CONFIG]"),
        click.Option(["--sso", "-S"], metavar="NAME", help="Identity Center instance. [$AWS_SSO]"),
        click.Option(
            ["--browser", "-b"],
            metavar="PROGRAM",
            help="Browser to open URLs with. [$AWS_SSO_BROWSER]",
        ),
        click.Option(
            ["--url-action", "-u"],
            type=click.Choice(URL_ACTIONS),
            metavar="ACTION",
            help="What to do with URLs: open, exec, print, printurl…",
        ),
        click.Option(
            ["--auth-workflow"],
            type=click.Choice(AUTH_WORKFLOWS),
            help="How to sign in.",
        ),
        click.Option(
            ["--level", "-L"],
            type=click.Choice(LOG_LEVELS),
            help="How much to log.",
        ),
        click.Option(["--lines"], is_flag=True, default=None, help="Log file names and lines."),
        click.Option(
            ["--sts-refresh"],
            is_flag=True,
            default=None,
            help="Get new role credentials, even if good ones are at hand.",
        ),
        click.Option(["--yes"], is_flag=True, default=None, help="Answer questions with yes."),
    ]


NAMES = tuple(option.name for option in global_options() if option.name)


def flags_from_variables(environ: Mapping[str, str]) -> GlobalFlags:
    """Return the flags that the environment sets; an empty variable counts as not set."""
    return GlobalFlags(
        config=environ.get("AWS_SSO_CONFIG") or None,
        sso=environ.get("AWS_SSO") or None,
        browser=environ.get("AWS_SSO_BROWSER") or None,
    )


def merged(flags: GlobalFlags, given: Mapping[str, Any]) -> GlobalFlags:
    """Return flags with those replaced that were given on the command line."""
    return replace(flags, **{name: given[name] for name in NAMES if given.get(name) is not None})


def _purpose(ctx: click.Context) -> str:
    """Return the command as the user calls it; `aws-sso` alone runs `list`."""
    names = []
    at: click.Context | None = ctx
    while at is not None and at.parent is not None:
        names.append(at.info_name or "")
        at = at.parent
    return " ".join(["aws-sso", *reversed(names)])


class SsoCommand(click.Command):
    """A command that takes the global flags too, and hands its function the wiring.

    The function's first argument is the `Wiring`, then come its own options.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_parameters = list(self.params)
        self.params.extend(global_options())

    def invoke(self, ctx: click.Context) -> Any:
        """Build the wiring from all flags, then call the function."""
        given = {name: ctx.params.pop(name, None) for name in NAMES}
        root = ctx.find_root()
        flags = merged(root.meta[FLAGS_KEY], given)
        root.meta[FLAGS_KEY] = flags
        ctx.obj = Wiring(flags, root.meta["aws_sso.environ"], _purpose(ctx))
        root.meta["aws_sso.start_logging"](flags, ctx.obj)
        return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the command's own options first, then the global ones under their own heading."""
        sections = {
            "Options": [p for p in self.get_params(ctx) if p.name not in NAMES],
            "Global options": [p for p in self.get_params(ctx) if p.name in NAMES],
        }
        for title, parameters in sections.items():
            records = [r for p in parameters if (r := p.get_help_record(ctx)) is not None]
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)
