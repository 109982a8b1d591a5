"""Our block in a user's file, between two marker lines. The rest is left alone.

The text is decoded without loss, so that the rest of the file stays byte for byte the same.
"""

from aws_sso.errors import ConfigError

BEGIN = "# BEGIN_AWS_SSO_CLI"
END = "# END_AWS_SSO_CLI"


def with_block(text: str, entries: str) -> str:
    """Return the text with `entries` as our block, appended if there was none.

    Uses the file's line ends. Raises ConfigError if the markers do not form one block.
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
    """Return the text without our block; raises ConfigError if the markers are damaged."""
    lines = lines_of(text)
    place = block_in(lines)
    if place is None:
        return text
    begin, end = place
    return "".join([*lines[:begin], *lines[end + 1 :]])


def lines_of(text: str) -> list[str]:
    """Split into lines with their ends; unlike `splitlines`, only at newlines."""
    *whole, rest = text.split("\n")
    return [*(f"{line}\n" for line in whole), *([rest] if rest else [])]


def block_in(lines: list[str]) -> tuple[int, int] | None:
    """Return the line numbers of our two markers, None if there are none.

    Raises ConfigError if the markers do not form one block.
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
        f"the markers of the aws-sso block are damaged: {where}",
        f"keep one `{BEGIN}` line and one `{END}` line after it, or remove all of them; then run "
        "this again",
    )
