"""The program as a whole: finds the command, runs it, turns errors into text and exit codes."""

import errno
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from aws_sso.cli.command_table import COMMANDS, SHOWN, entry_named
from aws_sso.cli.flags import flags_of
from aws_sso.cli.options.everywhere import check_command_name, global_options
from aws_sso.cli.output import TERMINAL, say
from aws_sso.cli.streams import end_without_reader, give_up
from aws_sso.domain.frozen import replace
from aws_sso.errors import FAILURE, INTERRUPTED, WRONG_USAGE, OutputError, ReaderGoneError, SsoError
from aws_sso.parts.parts import Parts
from aws_sso.version import __version__

_DEFAULT_COMMAND = "list"
_HELP = """AWS IAM Identity Center on the command line: sign in once, use every role.

\b
aws-sso login                        sign in
aws-sso exec                         pick a role, get a shell with it
aws-sso exec -p NAME -- COMMAND      run a command with a role
aws-sso console -p NAME              open the AWS console
aws-sso config                       profiles for SDKs, Terraform, the AWS CLI
"""
_COMPLETE = "_AWS_SSO_COMPLETE"


class CommandTable(click.Group):
    """Loads the module of a command only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands that people are told of, in the order of the table."""
        return [entry.name for entry in SHOWN]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        entry = entry_named(cmd_name)
        if entry is None:
            return None
        module = import_module(f"aws_sso.cli.commands.{entry.module}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown name suggests the nearest one."""
        check_command_name(args[0], [entry.name for entry in COMMANDS], ctx)
        return super().resolve_command(ctx, args)

    def shell_complete(
        self, ctx: click.Context, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """Complete names of commands, without loading any, and options."""
        from click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        return [
            CompletionItem(entry.name, help=entry.summary)
            for entry in SHOWN
            if entry.name.startswith(incomplete)
        ]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands; the options, which every command has too, are named only."""
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


def _root() -> CommandTable:
    """Return the program as a command, whose object is the environment."""

    @click.pass_context
    def start(ctx: click.Context, /, version: bool, **_: Any) -> Any:
        if version:
            click.echo(f"aws-sso {__version__}")
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
        epilog="Without a command: list. If something fails: `aws-sso doctor`.",
    )


def _bare_command(ctx: click.Context) -> str:
    """Return what `aws-sso` alone runs: on a terminal as the settings say, else a list."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _DEFAULT_COMMAND
    # The command reads the settings itself, and warns of what is odd about them.
    quiet = replace(TERMINAL, warn=_unsaid)
    try:
        return Parts(flags_of(ctx), ctx.obj, "aws-sso", quiet).settings.picker.bare_command
    except (SsoError, OSError):
        return _DEFAULT_COMMAND  # It says what is wrong with the settings.


def _unsaid(message: str) -> None:
    """Leave a warning to somebody else."""


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the program and return its exit code."""
    # A context round all of it: errors are told outside the command's own.
    with click.Context(click.Command("aws-sso"), color=_color(environ)):
        code = _complete(arguments, environ) if _COMPLETE in environ else _run(arguments, environ)
        try:
            sys.stdout.flush()
        except ReaderGoneError:
            return end_without_reader()
        except OutputError as error:
            give_up()
            _tell(error.message, error.hint)
            return error.exit_code
        return code


def _run(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    try:
        outcome = _root().main(
            list(arguments), "aws-sso", standalone_mode=False, obj=environ, color=_color(environ)
        )
        return outcome if isinstance(outcome, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        say(error.format_message())
        return WRONG_USAGE
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "aws-sso"
        _tell(_in_our_style(error), f"see `{command} --help`")
        return WRONG_USAGE
    except click.ClickException as error:
        _tell(_in_our_style(error), None)
        return FAILURE
    except (ReaderGoneError, BrokenPipeError):
        return end_without_reader()
    except SsoError as error:
        if isinstance(error, OutputError):
            give_up()
        _tell(error.message, error.hint)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        say("interrupted")
        return INTERRUPTED
    except Exception as error:
        reason = _reason_of_the_system(error)
        if reason is None:
            return _unexpected(error, arguments)
        return _refused_by_the_system(error, reason, arguments)


def _color(environ: Mapping[str, str]) -> bool | None:
    """Return False where nobody wants colours; None leaves it to the streams."""
    return False if environ.get("NO_COLOR") or environ.get("TERM", "dumb") == "dumb" else None


def _complete(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Tell a shell how a command line can go on; nothing at all if something is wrong."""
    from aws_sso.cli.completion.answer import answer

    try:
        sys.stdout.write(answer(_root(), arguments, environ))
    except (SsoError, click.ClickException, OSError, MemoryError):
        return FAILURE
    return 0


def _in_our_style(error: click.ClickException) -> str:
    """Return click's message in lower case and without full stop, as ours are."""
    message = error.format_message().rstrip(".")
    return message[:1].lower() + message[1:]


def _tell(message: str, hint: str | None) -> None:
    say(f"error: {message}")
    if hint:
        say(f"hint: {hint}")


def _show_where(error: Exception, arguments: Sequence[str]) -> None:
    if any(level in arguments for level in ("debug", "trace")):
        import traceback

        traceback.print_exception(error)


def _reason_of_the_system(error: Exception) -> str | None:
    """Return what the system did not give: a file, a process, memory; None if it is not that."""
    if isinstance(error, (MemoryError, SystemError)):
        return "out of memory"  # SystemError: CPython's own code did not look for it everywhere.
    if isinstance(error, ImportError):
        # Of what is installed: a library that is damaged, or memory that ran out while it loaded.
        return f"cannot load {error.name or 'a library'}"
    if isinstance(error, RuntimeError) and "start new thread" in str(error):
        return "cannot start a thread"  # CPython has no error of its own for it.
    if not isinstance(error, OSError):
        return None
    # A TLS error counts its own way.
    known = error.errno is not None and error.errno in errno.errorcode
    reason = os.strerror(error.errno or 0) if known else type(error).__name__
    return f"{reason}: {error.filename}" if isinstance(error.filename, str) else reason


def _refused_by_the_system(error: Exception, reason: str, arguments: Sequence[str]) -> int:
    """Say what the system did not give. No adapter foresaw it there."""
    _show_where(error, arguments)
    _tell(
        f"the system refused: {reason}",
        "check disk space, memory, and limits (`ulimit -a`); `--level debug` shows where",
    )
    return FAILURE


def _unexpected(error: Exception, arguments: Sequence[str]) -> int:
    _show_where(error, arguments)
    # Not the error's own text: it may quote anything.
    _tell(
        f"unexpected {type(error).__name__}; this is a fault of the program",
        "`--level debug` shows where; please report it",
    )
    return FAILURE
