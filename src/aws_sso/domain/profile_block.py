"""The part of `~/.aws/config` that is ours, between two marker lines; all else is the user's.

The text is that of the file, decoded without loss, so that what is not ours stays byte for byte.
"""

import shlex
from dataclasses import dataclass

from aws_sso.errors import ConfigError

BEGIN = "# BEGIN_AWS_SSO_CLI"
END = "# END_AWS_SSO_CLI"


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """A profile that the user wrote: its name, the line of its header, and the keys in it."""

    name: str
    line: int
    keys: tuple[str, ...]


def with_block(text: str, entries: str) -> str:
    """Return the text with our block holding `entries`; appended if there was none.

    Line ends become those of the file. Raises ConfigError for markers that make no block.
    """
    lines = lines_of(text)
    newline = "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"
    ours = entries.replace("\n", newline)
    place = _block(lines)
    if place is not None:
        begin, end = place
        return "".join([*lines[: begin + 1], ours, *lines[end:]])
    if not entries:
        return text
    gap = newline if lines and not lines[-1].endswith("\n") else ""
    return f"{text}{gap}{BEGIN}{newline}{ours}{END}{newline}"


def lines_of(text: str) -> list[str]:
    """Return the lines with their ends; unlike `splitlines` only newlines end one."""
    *whole, rest = text.split("\n")
    return [*(f"{line}\n" for line in whole), *([rest] if rest else [])]


def own_profiles(text: str, *, credentials_file: bool = False) -> list[OwnProfile]:
    """Return the profiles outside our block, read as the SDKs read them.

    In a credentials file a section's whole name is the profile's. The AWS SDKs and Tools Reference
    Guide, "Shared config and credentials files", describes the format.
    """
    lines = [line.rstrip("\r\n") for line in lines_of(text)]
    begin, end = _block(lines) or (-1, -1)
    found: list[tuple[str, int, list[str]]] = []
    keys: list[str] = []
    for number, line in enumerate(lines):
        if begin <= number <= end and begin >= 0:
            continue
        if line.startswith("["):
            keys = []
            name = _profile_name(line, credentials_file)
            if name is not None:
                found.append((name, number + 1, keys))
        elif line and not line[0].isspace() and line[0] not in "#;":
            keys.append(line.partition("=")[0].strip())
    return [OwnProfile(name, number, tuple(keys)) for name, number, keys in found]


def _profile_name(header: str, credentials_file: bool) -> str | None:
    inner = header[1 : header.rfind("]")] if "]" in header else ""
    if credentials_file:
        return inner.strip()
    if inner.strip() == "default":
        return "default"
    try:
        words = shlex.split(inner)
    except ValueError:
        return None
    return words[1] if len(words) == 2 and words[0] == "profile" else None


def _block(lines: list[str]) -> tuple[int, int] | None:
    """Return the line numbers (from 0) of our two markers, None for none."""
    marks = [
        (number, line.strip())
        for number, line in enumerate(lines)
        if line.lstrip().startswith((BEGIN, END))
    ]
    if not marks:
        return None
    if [mark for _, mark in marks] == [BEGIN, END]:
        return marks[0][0], marks[1][0]
    where = ", ".join(f"`{mark}` on line {number + 1}" for number, mark in marks)
    raise ConfigError(
        f"the marks of our block are damaged: {where}",
        f"there must be one `{BEGIN}` line and one `{END}` line after it; remove the others, or "
        "all of them, and run this again",
    )
