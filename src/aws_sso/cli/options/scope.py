"""The options by which credentials are narrowed, for every command that hands some out.

They are no arguments of a command's function: `cli/running.py` takes them for the parts, so that
whatever a command hands out is narrowed, and no command can forget it.
"""

from collections.abc import Callable
from typing import Any

from aws_sso.cli.options.declared import NARROWING, Declaring, declaring, option
from aws_sso.domain.frozen import replace
from aws_sso.domain.scope.wish import LONGEST_TTL, ScopeWish, read_wish, wish_of_text
from aws_sso.domain.shell.current import SCOPE_VARIABLE
from aws_sso.errors import UsageError
from aws_sso.parts.parts import Parts

_READ_ONLY, _MAX_TTL = "scope_read_only", "scope_max_ttl"


def scope_options(function: Callable[..., Any] | Declaring) -> Declaring:
    """Add `--read-only`, `--policy` and `--max-ttl` to a command."""
    for add in (
        option(
            "--max-ttl",
            field=_MAX_TTL,
            bounds=(1, LONGEST_TTL),
            metavar="MINUTES",
            help="Let the credentials live no longer than that.",
        ),
        option(
            "--policy",
            field=NARROWING,
            metavar="NAME|FILE",
            help="Narrow the credentials to a policy: one of `Policies`, or a file.",
        ),
        option(
            "--read-only",
            field=_READ_ONLY,
            after_equals=True,
            metavar="[=SERVICES]",
            help="Narrow the credentials to looking: everywhere, or at `--read-only=s3,ec2`.",
        ),
    ):
        function = add(function)
    return declaring(function)


def with_scope_of_shell(parts: Parts) -> Parts:
    """Return parts for the role of this shell: as narrow as its credentials, unless flags say.

    Raises UsageError for a scope that cannot be read: what it narrowed is not made wider.
    """
    return as_narrow_as(parts, parts.environ.get(SCOPE_VARIABLE))


def as_narrow_as(parts: Parts, text: str | None) -> Parts:
    """Return parts as narrow as a variable's text says, unless flags say; none says nothing.

    A flag for a shorter life changes nothing of the rest. Raises UsageError for a text that cannot
    be read.
    """
    given = parts.scope
    if not text or (given is not None and given.policy is not None):
        return parts
    wish = wish_of_text(text)
    return parts.narrowed_to(replace(wish, max_ttl=given.max_ttl // 60) if given else wish)


def take_wish(parameters: dict[str, Any]) -> ScopeWish | None:
    """Take the wish out of a command's parameters; None where it takes none.

    Raises UsageError for wishes that cannot be.
    """
    if _READ_ONLY not in parameters:
        return None
    given = (parameters.pop(name) for name in (_READ_ONLY, NARROWING, _MAX_TTL))
    wish = read_wish(*given)
    least = parameters.get("min_ttl") or 0
    if wish.max_ttl and wish.max_ttl < least:
        raise UsageError(
            f"`--max-ttl {wish.max_ttl}` and `--min-ttl {least}` cannot both be had",
            "leave one of them out",
        )
    return wish or None
