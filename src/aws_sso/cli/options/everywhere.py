"""The flags that every command takes, before and after the command's name."""

from typing import TYPE_CHECKING, Any

import click

from aws_sso.cli.asking import is_at_terminal
from aws_sso.cli.completion import values
from aws_sso.cli.flags import flags_of
from aws_sso.cli.logs import start_logging
from aws_sso.cli.output import TERMINAL
from aws_sso.domain.settings.allowed_words import AUTH_WORKFLOWS, LOG_LEVELS, URL_ACTIONS
from aws_sso.domain.text.nearest import nearest
from aws_sso.parts.flags import NAMES
from aws_sso.parts.parts import Parts

if TYPE_CHECKING:
    from aws_sso.domain.scope.wish import ScopeWish


def global_options() -> list[click.Option]:
    """Return new options, one for each field of `GlobalFlags`."""
    return [
        click.Option(
            ["--config"],
            metavar="FILE",
            help="Configuration file. [$AWS_SSO_CONFIG]",
            shell_complete=values.files,
        ),
        click.Option(
            ["--sso", "-S"],
            metavar="NAME",
            help="Identity Center instance. [$AWS_SSO]",
            shell_complete=values.instances,
        ),
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
        click.Option(
            ["--no-config-check"],
            is_flag=True,
            default=None,
            help="Leave out what `AutoConfigCheck` asks for.",
        ),
        click.Option(["--yes"], is_flag=True, default=None, help="Answer questions with yes."),
    ]


def _purpose(ctx: click.Context) -> str:
    """Return the command as the user calls it; `aws-sso` alone runs `list`."""
    names = []
    at: click.Context | None = ctx
    while at is not None and at.parent is not None:
        names.append(at.info_name or "")
        at = at.parent
    return " ".join(["aws-sso", *reversed(names)])


def check_command_name(name: str, known: list[str], ctx: click.Context) -> None:
    """Raise click's UsageError, with the nearest name, for a command that there is not."""
    if name in known or name.startswith("-"):
        return
    near = nearest(name, known)
    meant = f"; did you mean `{near[0]}`?" if near else ""
    raise click.UsageError(f"there is no command `{name}`{meant}", ctx)


def _scope_wish(ctx: click.Context) -> "ScopeWish | None":
    if "scope_policy" not in ctx.params:
        return None
    from aws_sso.cli.options.scope import take_wish

    return take_wish(ctx.params)


class SsoGroup(click.Group):
    """Commands under one name; tells of each in a whole sentence."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown name suggests the nearest one."""
        check_command_name(args[0], self.list_commands(ctx), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the first sentence of their help."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, one.get_short_help_str(limit=200)) for name, one in self.commands.items()]
            )


class SsoCommand(click.Command):
    """A command that takes the global flags too, and hands its function the parts.

    The function's first argument is the `Parts`, then come its own options. `needs_config` is
    false for commands that do not ask a person to write a missing config.yaml first; `time_limit`
    is how many seconds the command may take in all.
    """

    def __init__(
        self,
        *args: Any,
        needs_config: bool = True,
        time_limit: float | None = None,
        **kwargs: Any,
    ) -> None:
        self._needs_config = needs_config
        self._time_limit = time_limit
        super().__init__(*args, **kwargs)
        self.own_parameters = list(self.params)
        self.params.extend(global_options())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; errors in them are this command's, so that its help is named."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def invoke(self, ctx: click.Context) -> Any:
        """Build the parts from all flags, then call the function."""
        flags = flags_of(ctx)
        for name in NAMES:
            ctx.params.pop(name, None)
        environ = ctx.find_root().obj
        wish = _scope_wish(ctx)
        limit = self._time_limit
        parts = Parts(flags, environ, _purpose(ctx), TERMINAL, time_limit=limit, wish=wish)
        if self._needs_config and is_at_terminal() and not parts.files.has_config():
            from aws_sso.cli.wizard.running import set_up_first

            set_up_first(parts)
        start_logging(parts)
        if wish:
            _ = parts.scope  # What is wrong with it is said before anybody picks or confirms.
        ctx.obj = parts
        return super().invoke(ctx)

    def shell_complete(
        self, ctx: click.Context, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """Complete options; the options of a command that the command line runs are its own."""
        if ctx.params.get("command"):
            return values.command_line(ctx, self.params[0], incomplete)
        return super().shell_complete(ctx, incomplete)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the command's own options; of the global ones, where they are explained."""
        own = [p for p in self.get_params(ctx) if p.name not in NAMES]
        records = [
            record
            for option in own
            if isinstance(option, click.Option)
            and (record := option.get_help_record(ctx)) is not None
        ]
        with formatter.section("Options"):
            formatter.write_dl(records)
        formatter.write_paragraph()
        formatter.write_text("Global options, such as --sso and --yes: see `aws-sso help options`.")


class CommandLineCommand(SsoCommand):
    """A command whose last argument, `command`, is a command line that it runs.

    The function is told as `after_dashes` whether that came after `--`.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; the command line is what is left of them."""
        before = list(args)
        rest = super().parse_args(ctx, args)
        count = len(ctx.params.get("command") or ())
        ctx.params["after_dashes"] = before[: len(before) - count][-1:] == ["--"]
        return rest
