"""Arguments that are words for a role, or a command to run, or both with `--` between them."""

from collections.abc import Callable, Sequence

from aws_sso.errors import UsageError


def split_query(
    arguments: Sequence[str], is_program: Callable[[str], bool]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that stand for a role, and the command.

    Only for where no role is chosen and somebody can pick one. The words end at `--`; without it
    there is no command. A first argument with a `/`, or that is a program, begins the command.
    Raises UsageError for an option among the words, which would count for nothing there.
    """
    whole = tuple(arguments)
    if not whole or "/" in whole[0] or is_program(whole[0]):
        return (), whole
    at = whole.index("--") if "--" in whole else len(whole)
    words = whole[:at]
    late = next((word for word in words if word.startswith("-")), None)
    if late is not None:
        raise UsageError(
            f"`{late}` comes after `{whole[0]}`, where options do not count",
            "options come first, then words for a role, then `--` and the command",
        )
    return words, whole[at + 1 :]
