"""Lines that set and unset variables in a shell, quoted so that no value can run anything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from shlex import quote

from aws_sso.domain.variables import Changes
from aws_sso.errors import SsoError, UsageError


@dataclass(frozen=True, slots=True)
class Shell:
    """How one shell sets and unsets a variable."""

    set: Callable[[str, str], str]
    unset: Callable[[str], str]


def _posix_unset(name: str) -> str:
    return f"unset {name};"


def _ansi_c_quote(value: str) -> str:
    """Quote as `$'…'`, with everything but plain characters as octal escapes.

    People write `eval $(aws-sso eval …)` without quotes round it, so the shell splits what we print
    at white space and expands `*` to names of files, before `eval` sees any quote. With no such
    character in the output there is nothing to split or expand.
    """
    if value and all(c.isascii() and (c.isalnum() or c in _PLAIN) for c in value):
        return value
    escaped = (
        c if not c.isascii() or c.isalnum() or c in _PLAIN else f"\\{ord(c):03o}" for c in value
    )
    return f"$'{''.join(escaped)}'"


def _fish_quote(value: str) -> str:
    # Within single quotes fish gives meaning to the backslash and the single quote only; a newline
    # goes outside them, since `eval (…)` splits at newlines.
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "'\\n'")
    return f"'{escaped}'"


_PLAIN = "%+,-./:=@_"
_ANSI_C = Shell(lambda name, value: f"export {name}={_ansi_c_quote(value)};", _posix_unset)
_POSIX = Shell(lambda name, value: f"export {name}={quote(value)};", _posix_unset)
_FISH = Shell(
    lambda name, value: f"set -gx {name} {_fish_quote(value)};", lambda name: f"set -e {name};"
)

SHELLS: Mapping[str, Shell] = {
    "bash": _ANSI_C,
    "zsh": _ANSI_C,
    "ksh": _ANSI_C,
    "sh": _POSIX,
    "dash": _POSIX,
    "fish": _FISH,
}


def render(changes: Changes, shell: str) -> str:
    """Return the lines for a shell, one variable each.

    Raises UsageError for a shell we cannot speak, SsoError for a value that no shell can hold.
    """
    speaker = SHELLS.get(shell)
    if speaker is None:
        raise UsageError(
            f"`eval` cannot write for the shell `{shell}`",
            f"name one with `--shell`: {', '.join(SHELLS)}",
        )
    for name, value in changes.set.items():
        if "\0" in value:
            raise SsoError(f"the value for {name} holds a NUL character, which no shell can hold")
    lines = [speaker.unset(name) for name in changes.unset]
    lines += [speaker.set(name, value) for name, value in changes.set.items()]
    return "".join(f"{line}\n" for line in lines)
