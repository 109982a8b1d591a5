"""Arguments that are words for a role, or a command to run, or both with `--` between them."""

from collections.abc import Callable, Sequence


def split_query(
    arguments: Sequence[str], is_program: Callable[[str], bool]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that stand for a role, and the command.

    Only for where no role is chosen and somebody can pick one. The words end at `--`; without it
    there is no command. A first argument with a `/`, or that is a program, begins the command.
    """
    whole = tuple(arguments)
    if not whole or "/" in whole[0] or is_program(whole[0]):
        return (), whole
    if "--" not in whole:
        return whole, ()
    at = whole.index("--")
    return whole[:at], whole[at + 1 :]
