"""The program in click: for help, usage errors, and command lines that are not plain."""

import sys

import click

from aws_sso.annotations import Any, Mapping, Sequence
from aws_sso.cli.by_click.commands import check_command_name, command_of, flags_of, global_options
from aws_sso.cli.command_table import COMMANDS, SHOWN, entry_named
from aws_sso.cli.options.declared import Declared
from aws_sso.cli.options.values import Item
from aws_sso.cli.output import TERMINAL, say
from aws_sso.domain.frozen import replace
from aws_sso.errors import FAILURE, INTERRUPTED, WRONG_USAGE, SsoError
from aws_sso.parts.parts import Parts
from aws_sso.version import described

_DEFAULT_COMMAND = "list"
_HELP = """AWS IAM Identity Center on the command line: sign in once, use every role.

\b
aws-sso login                        sign in
aws-sso exec                         pick a role and start a shell with it
aws-sso exec -p NAME -- COMMAND      run a command with a role
aws-sso console -p NAME              open the AWS console
aws-sso config                       write profiles for SDKs, Terraform, the AWS CLI
"""


class CommandTable(click.Group):
    """Loads a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of listed commands, in the table's order."""
        return [entry.name for entry in SHOWN]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        entry = entry_named(cmd_name)
        if entry is None:
            return None
        command: click.Command | Declared = entry.load()
        return command_of(command) if isinstance(command, Declared) else command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown name suggests the nearest one."""
        check_command_name(args[0], [entry.name for entry in COMMANDS], ctx)
        return super().resolve_command(ctx, args)

    def shell_complete(
        self, ctx: click.Context, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """Complete options, and names of commands without loading any."""
        from click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        return [
            CompletionItem(entry.name, help=entry.summary)
            for entry in SHOWN
            if entry.name.startswith(incomplete)
        ]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands; for options, which every command shares, only say where they are."""
        self.format_commands(ctx, formatter)
        names = ", ".join(max(option.opts, key=len) for option in global_options())
        with formatter.section("Global options (see `aws-sso help options`)"):
            formatter.write_text(f"{names}, --version")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by group, without loading any."""
        for group in dict.fromkeys(entry.group for entry in SHOWN):
            with formatter.section(group):
                formatter.write_dl(
                    [(entry.name, entry.summary) for entry in SHOWN if entry.group == group]
                )


def root() -> CommandTable:
    """Return the program as a command; its context object is the environment."""

    @click.pass_context
    def start(ctx: click.Context, /, version: bool, **_: Any) -> Any:
        if version:
            click.echo(f"aws-sso {described()}")
            ctx.exit()
        if ctx.invoked_subcommand is None:
            name = _bare_command(ctx)
            assert isinstance(ctx.command, CommandTable)
            command = ctx.command.get_command(ctx, name)
            assert command is not None
            with command.make_context(name, [], parent=ctx) as inner:
                return command.invoke(inner)
        return None

    version = click.Option(["--version"], is_flag=True, help="Print the version.")
    return CommandTable(
        "aws-sso",
        callback=start,
        params=[version, *global_options()],
        invoke_without_command=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        help=_HELP,
        epilog="Without a command, lists roles. If something fails, run `aws-sso doctor`.",
    )


def _bare_command(ctx: click.Context) -> str:
    """Return what `aws-sso` alone runs: on a terminal as configured, else `list`."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _DEFAULT_COMMAND
    # The command reads the settings itself and prints their warnings.
    quiet = replace(TERMINAL, warn=_unsaid)
    try:
        return Parts(flags_of(ctx), ctx.obj, "aws-sso", quiet).settings.picker.bare_command
    except (SsoError, OSError):
        return _DEFAULT_COMMAND  # It reports what is wrong with the settings.


def _unsaid(message: str) -> None:
    """Ignore a warning; another reader prints it."""


def run_by_click(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run a command line and report usage errors in our style; returns the exit code."""
    try:
        outcome = root().main(list(arguments), "aws-sso", standalone_mode=False, obj=environ)
        return outcome if isinstance(outcome, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        say(error.format_message())
        return WRONG_USAGE
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "aws-sso"
        say(f"error: {_in_our_style(error)}")
        say(f"hint: see `{command} --help`")
        return WRONG_USAGE
    except click.ClickException as error:
        say(f"error: {_in_our_style(error)}")
        return FAILURE
    except click.Abort:
        say("interrupted")
        return INTERRUPTED


def _in_our_style(error: click.ClickException) -> str:
    """Return click's message in lower case without a full stop, like ours."""
    message = error.format_message().rstrip(".")
    return message[:1].lower() + message[1:]


def completions(words: Sequence[str], incomplete: str, environ: Mapping[str, str]) -> list[Item]:
    """Return completions for the word after `words`."""
    from click.shell_completion import ShellComplete

    asked = ShellComplete(root(), {"obj": environ}, "aws-sso", "")
    try:
        found = asked.get_completions(list(words), incomplete)
    except click.ClickException as error:
        raise SsoError(_in_our_style(error)) from None
    return [Item(item.value, item.type, item.help) for item in found]
