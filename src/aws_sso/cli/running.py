"""Runs one command: its parts, the wizard if nothing is set up yet, logging."""

from aws_sso.annotations import Any, Mapping
from aws_sso.cli.asking import is_at_terminal
from aws_sso.cli.options.declared import NARROWING, Declared
from aws_sso.cli.output import TERMINAL
from aws_sso.errors import UsageError
from aws_sso.parts.flags import GlobalFlags
from aws_sso.parts.parts import Parts


def run(
    declared: Declared,
    values: Mapping[str, Any],
    flags: GlobalFlags,
    environ: Mapping[str, str],
    purpose: str,
) -> int:
    """Run a command with its values, and return the exit code.

    `purpose` is the command as the user calls it. Raises the command's errors.
    """
    values = dict(values)
    wish = None
    if NARROWING in values:
        from aws_sso.cli.options.scope import take_wish

        wish = take_wish(values)
    limit = declared.time_limit
    parts = Parts(flags, environ, purpose, TERMINAL, time_limit=limit, wish=wish)
    if declared.needs_config and is_at_terminal() and not parts.files.has_config():
        from aws_sso.cli.wizard.running import set_up_first

        set_up_first(parts)
    if flags.level or flags.lines:
        parts.ready_to_log()
    if wish:
        _ = parts.scope  # Report problems with it before the user picks or confirms.
    try:
        outcome = declared.run(parts, **values)
    except UsageError as error:
        error.hint = error.hint or f"see `{purpose} --help`"
        raise
    return outcome if isinstance(outcome, int) else 0
