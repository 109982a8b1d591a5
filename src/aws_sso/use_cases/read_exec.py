"""Reads the request to `exec`: from flags, words, and the shell's variables."""

from aws_sso.annotations import Callable, Mapping, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.selection import RoleChoice, choice_from_variables
from aws_sso.domain.shell.own_shell import (
    has_expired,
    has_role,
    in_the_way,
    name_of_role,
    way_out,
)
from aws_sso.errors import UsageError


@frozen
class Surroundings:
    """The context of `exec`: variables, Unix time, `NestedExec`, and whether a role can be picked.

    `is_program` returns whether a name is a program on PATH.
    """

    environ: Mapping[str, str]
    now: float
    nested: str
    can_pick: Callable[[], bool]
    is_program: Callable[[str], bool]


@frozen
class ExecFlags:
    """Its flags: the role, the shell's role, its stronger role, variables to replace."""

    choice: RoleChoice
    use_env: bool = False
    elevate: bool = False
    overwrite: bool = False


@frozen
class ExecWish:
    """A choice of role, or words for one, and the command; no command means a shell.

    `leaves` is the shell's role that is replaced.
    """

    choice: RoleChoice
    words: tuple[str, ...]
    command: tuple[str, ...]
    leaves: str | None = None


def read_exec(
    here: Surroundings, flags: ExecFlags, arguments: Sequence[str], *, after_dashes: bool
) -> ExecWish:
    """Read the arguments; `after_dashes` if they follow a `--`.

    Raises UsageError for variables that must not be replaced without being told to.
    """
    environ = here.environ
    expired = has_expired(environ, here.now)
    switches = here.nested == "switch" and has_role(environ) and not flags.elevate
    gives_way = has_role(environ) and (expired or switches or flags.elevate)
    present = in_the_way(environ, ours_too=not gives_way)
    if present and not (flags.overwrite or flags.use_env):
        raise _occupied(environ, present)
    leaves = name_of_role(environ) if gives_way else None
    command = tuple(arguments)
    if flags.choice and not flags.use_env:
        return ExecWish(flags.choice, (), command, leaves)
    named = choice_from_variables(environ)
    if flags.use_env:
        return ExecWish(named, (), command, leaves)
    # The role of a shell that is being left is not a choice of the next one.
    if not after_dashes and not (named and not (expired or switches)) and here.can_pick():
        from aws_sso.domain.roles.query_argument import split_query

        words, rest = split_query(command, here.is_program)
        if words:
            return ExecWish(RoleChoice(), words, rest, leaves)
    return ExecWish(RoleChoice() if switches and not expired else named, (), command, leaves)


def _occupied(environ: Mapping[str, str], present: tuple[str, ...]) -> UsageError:
    names = " and ".join(f"`{name}`" for name in present)
    inside = " (this shell already has a role)" if has_role(environ) else ""
    return UsageError(
        f"{names} {'is' if len(present) == 1 else 'are'} already set{inside}",
        way_out(environ, present),
    )
