"""Runs one command: its parts, the wizard if nothing is set up yet, logging."""

from aws_sso.annotations import Any, Mapping
from aws_sso.cli.asking import is_at_terminal
from aws_sso.cli.options.declared import NARROWING, Declared, Option
from aws_sso.cli.options.everywhere import EVERYWHERE
from aws_sso.cli.options.values import files
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
    _check_files(declared, {**values, "config": flags.config})
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


def _check_files(declared: Declared, values: Mapping[str, Any]) -> None:
    """Raise UsageError for an option that should name a file and is empty, as an unset variable is.

    It would mean the current folder, or the usual file.
    """
    for one in (*declared.parameters, *EVERYWHERE):
        if one.completes is files and isinstance(one, Option) and values.get(one.field) == "":
            name = max(one.names, key=len)
            raise UsageError(f"`{name}` is empty", f"name a file or folder, or leave out `{name}`")
