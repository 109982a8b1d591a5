"""Our part of a file that is the user's, between two marker lines; all else is left alone.

The text is that of the file, decoded without loss, so that what is not ours stays byte for byte.
"""

from aws_sso.errors import ConfigError

BEGIN = "# BEGIN_AWS_SSO_CLI"
END = "# END_AWS_SSO_CLI"


def with_block(text: str, entries: str) -> str:
    """Return the text with our block holding `entries`; appended if there was none.

    Line ends become those of the file. Raises ConfigError for markers that make no block.
    """
    lines = lines_of(text)
    newline = "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"
    ours = entries.replace("\n", newline)
    place = block_in(lines)
    if place is not None:
        begin, end = place
        return "".join([*lines[: begin + 1], ours, *lines[end:]])
    if not entries:
        return text
    gap = newline if lines and not lines[-1].endswith("\n") else ""
    return f"{text}{gap}{BEGIN}{newline}{ours}{END}{newline}"


def without_block(text: str) -> str:
    """Return the text without our block; raises ConfigError for markers that make no block."""
    lines = lines_of(text)
    place = block_in(lines)
    if place is None:
        return text
    begin, end = place
    return "".join([*lines[:begin], *lines[end + 1 :]])


def lines_of(text: str) -> list[str]:
    """Return the lines with their ends; unlike `splitlines` only newlines end one."""
    *whole, rest = text.split("\n")
    return [*(f"{line}\n" for line in whole), *([rest] if rest else [])]


def block_in(lines: list[str]) -> tuple[int, int] | None:
    """Return the places of our two markers in the lines, None for none.

    Raises ConfigError for markers that make no block.
    """
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
