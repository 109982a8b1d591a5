"""Output: data on stdout, everything else on stderr."""

import sys

from aws_sso.annotations import TYPE_CHECKING, Any, Iterable, Mapping, Sequence
from aws_sso.domain.text.printable import printable
from aws_sso.errors import OutputError
from aws_sso.parts.voice import Voice

if TYPE_CHECKING:
    from aws_sso.cli.progress import RoleProgress

_LOOKS = {"error": "1;31", "warning": "33", "hint": "2"}
"""Style of a message's first word on a terminal: bold red, yellow, dim (ECMA-48)."""
_COLORS = {"red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}


def say(message: str) -> None:
    """Print a message on stderr; each line is made safe for a terminal."""
    first, *others = (printable(line) for line in message.split("\n"))
    print("\n".join([_marked(first), *others]), file=sys.stderr, flush=True)


def _marked(line: str) -> str:
    """Return a line with its `error:`, `warning:` or `hint:` in color, on a terminal."""
    word, colon, rest = line.partition(": ")
    if not colon or word not in _LOOKS or not getattr(sys.stderr, "shows_colors", False):
        return line
    return f"\x1b[{_LOOKS[word]}m{word}:\x1b[0m {rest}"


def warn(message: str) -> None:
    """Print a warning."""
    say(f"warning: {message}")


def tell_on_terminal(message: str) -> None:
    """Print something that only matters to a person at a terminal."""
    if is_watched():
        say(message)


def is_watched() -> bool:
    """Return whether a person at a terminal sees our messages."""
    return sys.stderr.isatty()


def colored(text: str, color: str, environ: Mapping[str, str]) -> str:
    """Return a text in a color, if stdout is a terminal and colors are allowed."""
    if not sys.stdout.isatty() or environ.get("NO_COLOR") or not _takes_colors():
        return text
    return f"\x1b[{_COLORS[color]}m{text}\x1b[0m"


if sys.platform == "win32":
    from functools import cache

    @cache
    def _takes_colors() -> bool:
        """Turn on escape sequences in the console; return whether it has them."""
        from ctypes import WinDLL, byref, wintypes

        stdout, sequences = -11, 4  # STD_OUTPUT_HANDLE, ENABLE_VIRTUAL_TERMINAL_PROCESSING
        kernel = WinDLL("kernel32")
        kernel.GetStdHandle.restype = console = wintypes.HANDLE
        kernel.GetConsoleMode.argtypes = (console, wintypes.LPDWORD)
        kernel.SetConsoleMode.argtypes = (console, wintypes.DWORD)
        handle, mode = kernel.GetStdHandle(stdout), wintypes.DWORD()
        return bool(
            kernel.GetConsoleMode(handle, byref(mode))
            and kernel.SetConsoleMode(handle, mode.value | sequences)
        )

else:

    def _takes_colors() -> bool:
        """Return whether the terminal has escape sequences."""
        return True


def write(text: str) -> None:
    """Write data to stdout unchanged; raises OutputError if that fails."""
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError as error:
        raise OutputError(
            f"cannot write {error.object[error.start]!r} to stdout: not a character in "
            f"{error.encoding}"
        ) from None


def table(names: Sequence[str], rows: Iterable[Sequence[str]], *, has_header: bool = True) -> str:
    """Return rows in columns as wide as their content; wide characters count as two cells.

    Control characters are shown as escapes, so that a row stays a row.
    """
    shown = [[printable(cell) for cell in row] for row in rows]
    least = map(_cells, names) if has_header else [0] * len(names)
    widths = [max([width, *(_cells(row[i]) for row in shown)]) for i, width in enumerate(least)]
    lines = []
    if has_header:
        lines = [_line(names, widths), _line(["=" * width for width in widths], widths)]
    lines += [_line(row, widths) for row in shown]
    return "".join(f"{line}\n" for line in lines)


def as_csv(names: Sequence[str] | None, rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV, under a header if there are names.

    As in RFC 4180, except for plain newlines. Cells are exact, for programs: one that a spreadsheet
    would run as a formula is not changed (see docs/explanation/security.md). Only for a terminal,
    they are made printable.
    """
    import csv
    import io

    if sys.stdout.isatty():
        rows = ([printable(cell) for cell in row] for row in rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if names:
        writer.writerow(names)
    writer.writerows(rows)
    return text.getvalue()


def as_json(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a JSON list of objects."""
    return json_text([dict(zip(names, row, strict=True)) for row in rows])


def json_text(content: Any) -> str:
    """Return content as readable JSON."""
    import json

    return json.dumps(content, indent=2) + "\n"


def listing(title: str, entries: Mapping[str, str]) -> str:
    """Return a title with one line per entry below it, safe for a terminal."""
    lines = [f"  {printable(key)}: {printable(value)}\n" for key, value in entries.items()]
    return "".join([f"{printable(title)}\n", *lines])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell + " " * (width - _cells(cell)) for cell, width in zip(cells, widths, strict=True)
    )
    return "  ".join(padded).rstrip()


def _cells(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def log(level: str, lines: bool) -> None:
    """Log to stderr at this level and above."""
    from aws_sso.cli.logs import log_from

    log_from(level, lines)


def _progress() -> "RoleProgress":
    from aws_sso.cli.progress import RoleProgress

    return RoleProgress()


TERMINAL = Voice(say, warn, write, _progress, is_watched, log)
"""How the program reports to people and programs."""
