"""The program as a whole: reads the command line, runs the command, turns errors into text."""

import errno
import os
import sys

from aws_sso.annotations import Mapping, Sequence
from aws_sso.cli.command_table import entry_named
from aws_sso.cli.options.declared import Declared
from aws_sso.cli.options.everywhere import EVERYWHERE
from aws_sso.cli.options.plain import leading, read
from aws_sso.cli.output import say
from aws_sso.cli.running import run
from aws_sso.cli.streams import end_without_reader, give_up
from aws_sso.errors import FAILURE, INTERRUPTED, OutputError, ReaderGoneError, SsoError
from aws_sso.parts.flags import flags_from_variables, merged

_BARE = "list"
"""The default command without a person at a terminal."""
_COMPLETE = "_AWS_SSO_COMPLETE"


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the program and return its exit code."""
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
        outcome = _plainly(arguments, environ)
        if outcome is None:
            from aws_sso.cli.by_click.program import run_by_click

            return run_by_click(arguments, environ)
        return outcome
    except (ReaderGoneError, BrokenPipeError):
        return end_without_reader()
    except SsoError as error:
        if isinstance(error, OutputError):
            give_up()
        _tell(error.message, error.hint)
        return error.exit_code
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except Exception as error:
        reason = _reason_of_the_system(error)
        if reason is None:
            return _unexpected(error, arguments)
        return _refused_by_the_system(error, reason, arguments)


def _plainly(arguments: Sequence[str], environ: Mapping[str, str]) -> int | None:
    """Run a plain command line and return the exit code; None if click must read it."""
    before = leading(EVERYWHERE, arguments)
    if before is None:
        return None
    general, words = before
    if not words:
        if sys.stdin.isatty() and sys.stdout.isatty():
            return None  # The settings decide what runs.
        words = [_BARE]
    entry = entry_named(words[0])
    if entry is None:
        return None
    command = entry.load()
    if not isinstance(command, Declared):
        return None
    found = read(command, EVERYWHERE, words[1:])
    if found is None:
        return None
    values, after = found
    flags = merged(merged(flags_from_variables(environ), general), after)
    return run(command, values, flags, environ, f"aws-sso {entry.name}")


def _complete(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Print completions for a shell; nothing on any error."""
    from aws_sso.cli.completion.answer import answer

    try:
        sys.stdout.write(answer(arguments, environ))
    except (SsoError, OSError, MemoryError):
        return FAILURE
    return 0


def _tell(message: str, hint: str | None) -> None:
    say(f"error: {message}")
    if hint:
        say(f"hint: {hint}")


def _show_where(error: Exception, arguments: Sequence[str]) -> None:
    if any(level in arguments for level in ("debug", "trace")):
        import traceback

        traceback.print_exception(error)


def _reason_of_the_system(error: Exception) -> str | None:
    """Return which system resource is missing: a file, a process, memory; None for other errors."""
    if isinstance(error, (MemoryError, SystemError)):
        return "out of memory"  # SystemError: CPython's own code does not check for it everywhere.
    if isinstance(error, ImportError):
        # From the installation: a damaged library, or no memory to load it.
        return f"cannot load {error.name or 'a library'}"
    if isinstance(error, RuntimeError) and "start new thread" in str(error):
        return "cannot start a thread"  # CPython has no specific error for this.
    if not isinstance(error, OSError):
        return None
    # TLS errors have their own numbers.
    known = error.errno is not None and error.errno in errno.errorcode
    reason = os.strerror(error.errno or 0) if known else type(error).__name__
    return f"{reason}: {error.filename}" if isinstance(error.filename, str) else reason


def _refused_by_the_system(error: Exception, reason: str, arguments: Sequence[str]) -> int:
    """Report a missing system resource that no adapter handled."""
    _show_where(error, arguments)
    _tell(
        f"system error: {reason}",
        "check disk space, memory and limits (`ulimit -a`); for details, use `--level debug`",
    )
    return FAILURE


def _unexpected(error: Exception, arguments: Sequence[str]) -> int:
    _show_where(error, arguments)
    # Not the error's text: it may quote anything.
    _tell(
        f"internal error ({type(error).__name__})",
        "please report it, with the output of `--level debug`",
    )
    return FAILURE
