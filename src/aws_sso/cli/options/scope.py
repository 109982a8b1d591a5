"""The options for narrowing credentials, for every command that hands them out.

They are not arguments of a command's function: `cli/running.py` passes them to the parts, so that
everything a command hands out is narrowed, and no command can forget it.
"""

from aws_sso.annotations import Any, Callable
from aws_sso.cli.options.declared import NARROWING, Declaring, declaring, option
from aws_sso.domain.frozen import replace
from aws_sso.domain.scope.wish import (
    LONGEST_TTL,
    SCOPE_VARIABLE,
    ScopeWish,
    read_wish,
    wish_of_text,
)
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
            help="Limit the lifetime of the credentials.",
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
            help="Narrow the credentials to read-only access, to all services or "
            "`--read-only=s3,ec2`.",
        ),
    ):
        function = add(function)
    return declaring(function)


def with_scope_of_shell(parts: Parts) -> Parts:
    """Return parts for the shell's role, with its scope unless flags say otherwise.

    Raises UsageError for an unreadable scope: narrowed credentials must not be widened.
    """
    return as_narrow_as(parts, parts.environ.get(SCOPE_VARIABLE))


def as_narrow_as(parts: Parts, text: str | None) -> Parts:
    """Return parts with the scope in a variable's text, unless flags say otherwise.

    A flag for a shorter lifetime keeps the rest. Raises UsageError for an unreadable text.
    """
    given = parts.scope
    if not text or (given is not None and given.policy is not None):
        return parts
    wish = wish_of_text(text)
    return parts.narrowed_to(replace(wish, max_ttl=given.max_ttl // 60) if given else wish)


def take_wish(parameters: dict[str, Any]) -> ScopeWish | None:
    """Take the scope request out of a command's parameters; None if it has none.

    Raises UsageError for impossible requests.
    """
    if _READ_ONLY not in parameters:
        return None
    given = (parameters.pop(name) for name in (_READ_ONLY, NARROWING, _MAX_TTL))
    wish = read_wish(*given)
    least = parameters.get("min_ttl") or 0
    if wish.max_ttl and wish.max_ttl < least:
        raise UsageError(
            f"`--max-ttl {wish.max_ttl}` and `--min-ttl {least}` cannot be combined",
            "remove one of them",
        )
    return wish or None
