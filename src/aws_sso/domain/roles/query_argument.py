"""Arguments that hold words for a role, a command, or both with `--` between them."""

from aws_sso.annotations import Callable, Sequence
from aws_sso.errors import UsageError


def split_query(
    arguments: Sequence[str], is_program: Callable[[str], bool]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split arguments into words for a role and a command.

    Use it only if no role is chosen yet and the user can pick one. Words end at `--`; without it
    there is no command. If the first argument has a `/` or is a program, the command begins there.
    Raises UsageError for an option among the words, where it would be ignored.
    """
    whole = tuple(arguments)
    if not whole or "/" in whole[0] or is_program(whole[0]):
        return (), whole
    at = whole.index("--") if "--" in whole else len(whole)
    words = whole[:at]
    late = next((word for word in words if word.startswith("-")), None)
    if late is not None:
        raise UsageError(
            f"option `{late}` must come before `{whole[0]}`",
            "write options first, then words for a role, then `--` and the command",
        )
    return words, whole[at + 1 :]
