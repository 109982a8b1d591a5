"""Text that sets and unsets shell variables, quoted so that no value can run anything."""

from aws_sso.annotations import Callable, Mapping
from aws_sso.domain.shell.variables import EnvironmentChanges
from aws_sso.domain.text.json_text import written
from aws_sso.errors import SsoError, UsageError

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%+,-./:=@_")

Writer = Callable[[EnvironmentChanges], str]


def _lines(set_one: Callable[[str, str], str], unset_one: Callable[[str], str]) -> Writer:
    """Return a function that writes one line per variable."""

    def write(changes: EnvironmentChanges) -> str:
        lines = [unset_one(name) for name in changes.unset]
        lines += [set_one(name, value) for name, value in changes.set.items()]
        return "".join(f"{line}\n" for line in lines)

    return write


def _is_plain(value: str) -> bool:
    return value != "" and _PLAIN.issuperset(value)


def _ansi_c_quote(value: str) -> str:
    """Quote as `$'…'`, with octal escapes for all but plain characters.

    People write `eval $(aws-sso eval …)` without quotes. The shell then splits our output at white
    space and expands `*` to file names before `eval` sees any quote. Without such characters in the
    output there is nothing to split or expand.
    """
    # zsh expands `=name` to the path of a program.
    if _is_plain(value) and "=" not in value:
        return value
    escaped = (
        c if not c.isascii() or (c in _PLAIN and c != "=") else f"\\{ord(c):03o}" for c in value
    )
    return f"$'{''.join(escaped)}'"


def _posix_quote(value: str) -> str:
    from shlex import quote  # Imported here: only `sh` and `dash` need it.

    return quote(value)


def _fish_quote(value: str) -> str:
    # Within single quotes, fish interprets only the backslash and the single quote. A newline goes
    # outside them, because `eval (…)` splits at newlines.
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "'\\n'")
    return f"'{escaped}'"


def _tcsh_quote(value: str) -> str:
    """Quote for csh, where `!` recalls history even within single quotes.

    Raises SsoError for a newline: backquotes split there, and csh has no other way to write one.
    """
    if "\n" in value:
        raise SsoError(
            "csh cannot read a value with a newline from `eval`",
            "use a name without a newline: set `Profile` or `ProfileFormat` in config.yaml",
        )
    return "'" + value.replace("'", "'\\''").replace("!", "\\!") + "'"


def _elvish_quote(value: str) -> str:
    """Quote with double quotes; everything but printable ASCII becomes `\\U` and eight digits."""
    escaped = (
        f"\\{c}" if c in '\\"' else c if " " <= c <= "~" else f"\\U{ord(c):08x}" for c in value
    )
    return f'"{"".join(escaped)}"'


def _cmd_quote(name: str, value: str) -> str:
    """Return `NAME=VALUE` for `set "…"` of cmd.exe, which cannot quote anything.

    Raises SsoError for anything that would end the line or the quotes, expand as a cmd variable, or
    depend on the console's code page, which `for /f` uses.
    """
    bad = next((c for c in value if c in '"%!' or not " " <= c <= "~"), None)
    if bad is not None:
        what = {"\n": "a line end", "\r": "a line end"}.get(bad)
        what = what or (f"`{bad}`" if bad in '"%!' else "characters other than printable ASCII")
        raise SsoError(
            f"cmd.exe cannot read the value of {name}: it contains {what}",
            "use a plain name (set `Profile` or `ProfileFormat` in config.yaml), or use PowerShell",
        )
    return f'set "{name}={value}"'


def _powershell_set(name: str, value: str) -> str:
    from aws_sso.domain.shell.powershell import ascii_quoted

    return f"$env:{name} = {ascii_quoted(value)}"


def _env_file_quote(value: str) -> str:
    """Quote for both dotenv files and POSIX shells; a newline works only in dotenv files."""
    if value == "" or _is_plain(value):
        return value
    if "'" not in value and "\n" not in value:
        return f"'{value}'"
    for character in '\\"$`':
        value = value.replace(character, f"\\{character}")
    return '"' + value.replace("\n", "\\n") + '"'


def _json_record(changes: EnvironmentChanges) -> str:
    """Return the variables as a JSON object; null unsets a variable."""
    return written({**dict.fromkeys(changes.unset), **changes.set}) + "\n"


def _posix_unset(name: str) -> str:
    return f"unset {name};"


_ANSI_C = _lines(lambda name, value: f"export {name}={_ansi_c_quote(value)};", _posix_unset)
_POSIX = _lines(lambda name, value: f"export {name}={_posix_quote(value)};", _posix_unset)
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
        _powershell_set,
        lambda name: f"Remove-Item Env:{name} -ErrorAction SilentlyContinue",
    ),
    "cmd": _lines(_cmd_quote, lambda name: f'set "{name}="'),
}
"""Writers by shell."""
_OTHER_NAMES = {"nu": "nushell", "pwsh": "powershell", "ash": "sh", "mksh": "ksh"}


def render(changes: EnvironmentChanges, shell: str) -> str:
    """Return the text for the shell to evaluate.

    Raises UsageError for an unsupported shell, SsoError for a value it cannot hold.
    """
    write = SHELLS.get(_OTHER_NAMES.get(shell, shell))
    if write is None:
        raise UsageError(
            f"`eval` does not support the shell `{shell}`",
            f"choose one with `--shell`: {', '.join(SHELLS)}",
        )
    _refuse_nul(changes)
    return write(changes)


def env_file(changes: EnvironmentChanges) -> str:
    """Return `NAME=value` lines for env files, without variables to unset."""
    _refuse_nul(changes)
    return "".join(f"{name}={_env_file_quote(value)}\n" for name, value in changes.set.items())


def _refuse_nul(changes: EnvironmentChanges) -> None:
    for name, value in changes.set.items():
        if "\0" in value:
            raise SsoError(f"the value of {name} contains a NUL character, which no shell supports")
