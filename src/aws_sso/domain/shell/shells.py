"""Text that sets and unsets variables in a shell, quoted so that no value can run anything."""

import json
from collections.abc import Callable, Mapping
from shlex import quote

from aws_sso.domain.shell.variables import EnvironmentChanges
from aws_sso.errors import SsoError, UsageError

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%+,-./:=@_")

Writer = Callable[[EnvironmentChanges], str]


def _lines(set_one: Callable[[str, str], str], unset_one: Callable[[str], str]) -> Writer:
    """Return what writes a line for each variable."""

    def write(changes: EnvironmentChanges) -> str:
        lines = [unset_one(name) for name in changes.unset]
        lines += [set_one(name, value) for name, value in changes.set.items()]
        return "".join(f"{line}\n" for line in lines)

    return write


def _is_plain(value: str) -> bool:
    return value != "" and _PLAIN.issuperset(value)


def _ansi_c_quote(value: str) -> str:
    """Quote as `$'…'`, with everything but plain characters as octal escapes.

    People write `eval $(aws-sso eval …)` without quotes round it, so the shell splits what we print
    at white space and expands `*` to names of files, before `eval` sees any quote. With no such
    character in the output there is nothing to split or expand.
    """
    # zsh takes `=name` for the path of a program.
    if _is_plain(value) and "=" not in value:
        return value
    escaped = (
        c if not c.isascii() or (c in _PLAIN and c != "=") else f"\\{ord(c):03o}" for c in value
    )
    return f"$'{''.join(escaped)}'"


def _fish_quote(value: str) -> str:
    # Within single quotes fish gives meaning to the backslash and the single quote only; a newline
    # goes outside them, since `eval (…)` splits at newlines.
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "'\\n'")
    return f"'{escaped}'"


def _tcsh_quote(value: str) -> str:
    """Quote for csh, where `!` recalls history even within single quotes.

    Raises SsoError for a newline: backquotes split at it, and csh has no other way to write one.
    """
    if "\n" in value:
        raise SsoError(
            "csh cannot take a value with a newline from `eval`",
            "give the account or role a name without one: `Profile`, `ProfileFormat`",
        )
    return "'" + value.replace("'", "'\\''").replace("!", "\\!") + "'"


def _elvish_quote(value: str) -> str:
    """Quote with double quotes; anything that is not printable ASCII as `\\U` and eight digits."""
    escaped = (
        f"\\{c}" if c in '\\"' else c if " " <= c <= "~" else f"\\U{ord(c):08x}" for c in value
    )
    return f'"{"".join(escaped)}"'


def _powershell_quote(value: str) -> str:
    """Quote with single quotes; anything that is not printable ASCII as `[char]` codes (UTF-16).

    That keeps lines whole for `| iex`, and the text from a console's own encoding; PowerShell
    takes typographic quotes for quotes too.
    """
    parts: list[str] = []
    text = ""
    for c in value:
        if " " <= c <= "~":
            text += "''" if c == "'" else c
            continue
        if text:
            parts.append(f"'{text}'")
            text = ""
        units = c.encode("utf-16-le", "surrogatepass")
        parts += [f"[char]{units[i] + 256 * units[i + 1]}" for i in range(0, len(units), 2)]
    if text or not parts:
        parts.append(f"'{text}'")
    # The first operand decides what `+` does.
    return "+".join(parts if parts[0].startswith("'") else ["''", *parts])


def _cmd_quote(name: str, value: str) -> str:
    """Return `NAME=VALUE` as `set "…"` of cmd.exe takes it, which has no way to quote anything.

    Raises SsoError for what would end the line or the quotes, be a variable of cmd's, or be read by
    a code page that we do not know: `for /f` reads with that of the console.
    """
    bad = next((c for c in value if c in '"%!' or not " " <= c <= "~"), None)
    if bad is not None:
        what = {"\n": "a line end", "\r": "a line end"}.get(bad)
        what = what or (f"`{bad}`" if bad in '"%!' else "other than printable ASCII characters")
        raise SsoError(
            f"cmd.exe cannot take the value of {name}: it has {what}",
            "give the account or role a plain name: `Profile`, `ProfileFormat`; or use PowerShell",
        )
    return f'set "{name}={value}"'


def _env_file_quote(value: str) -> str:
    """Quote as dotenv files and POSIX shells both read it; a newline only as dotenv files do."""
    if value == "" or _is_plain(value):
        return value
    if "'" not in value and "\n" not in value:
        return f"'{value}'"
    for character in '\\"$`':
        value = value.replace(character, f"\\{character}")
    return '"' + value.replace("\n", "\\n") + '"'


def _json_record(changes: EnvironmentChanges) -> str:
    """Return the variables as a JSON object; null takes a variable away."""
    return json.dumps({**dict.fromkeys(changes.unset), **changes.set}) + "\n"


def _posix_unset(name: str) -> str:
    return f"unset {name};"


_ANSI_C = _lines(lambda name, value: f"export {name}={_ansi_c_quote(value)};", _posix_unset)
_POSIX = _lines(lambda name, value: f"export {name}={quote(value)};", _posix_unset)
_TCSH = _lines(
    lambda name, value: f"setenv {name} {_tcsh_quote(value)};", lambda name: f"unsetenv {name};"
)

SHELLS: Mapping[str, Writer] = {
    "bash": _ANSI_C,
    "zsh": _ANSI_C,
    "ksh": _ANSI_C,
    "sh": _POSIX,
    "dash": _POSIX,
    "fish": _lines(
        lambda name, value: f"set -gx {name} {_fish_quote(value)};", lambda name: f"set -e {name};"
    ),
    "tcsh": _TCSH,
    "csh": _TCSH,
    "xonsh": _lines(
        lambda name, value: f"${name} = {value!a}", lambda name: f"${{...}}.pop({name!r}, None)"
    ),
    "nushell": _json_record,
    "elvish": _lines(
        lambda name, value: f"set-env {name} {_elvish_quote(value)}",
        lambda name: f"unset-env {name}",
    ),
    "powershell": _lines(
        lambda name, value: f"$env:{name} = {_powershell_quote(value)}",
        lambda name: f"Remove-Item Env:{name} -ErrorAction SilentlyContinue",
    ),
    "cmd": _lines(_cmd_quote, lambda name: f'set "{name}="'),
}
"""What writes for each shell."""
_OTHER_NAMES = {"nu": "nushell", "pwsh": "powershell", "ash": "sh", "mksh": "ksh"}


def render(changes: EnvironmentChanges, shell: str) -> str:
    """Return what the shell has to evaluate.

    Raises UsageError for a shell we cannot speak, SsoError for a value that it cannot hold.
    """
    write = SHELLS.get(_OTHER_NAMES.get(shell, shell))
    if write is None:
        raise UsageError(
            f"`eval` cannot write for the shell `{shell}`",
            f"name one with `--shell`: {', '.join(SHELLS)}",
        )
    _refuse_nul(changes)
    return write(changes)


def env_file(changes: EnvironmentChanges) -> str:
    """Return `NAME=value` lines for env files; what is to be unset is not in there."""
    _refuse_nul(changes)
    return "".join(f"{name}={_env_file_quote(value)}\n" for name, value in changes.set.items())


def _refuse_nul(changes: EnvironmentChanges) -> None:
    for name, value in changes.set.items():
        if "\0" in value:
            raise SsoError(f"the value for {name} holds a NUL character, which no shell can hold")
