"""The user's own profiles in the files of the AWS SDKs."""

import shlex

from aws_sso.domain.frozen import frozen
from aws_sso.domain.text.marked_block import block_in, lines_of


@frozen
class OwnProfile:
    """One of the user's profiles: its name, the line of its header, and its keys."""

    name: str
    line: int
    keys: tuple[str, ...]


def own_profiles(text: str, *, credentials_file: bool = False) -> list[OwnProfile]:
    """Return the profiles outside our block, as the SDKs read them.

    In a credentials file, the section name is the profile name. Format: AWS SDKs and Tools
    Reference Guide, "Shared config and credentials files".
    """
    lines = [line.rstrip("\r\n") for line in lines_of(text)]
    begin, end = block_in(lines) or (-1, -1)
    found: list[tuple[str, int, list[str]]] = []
    keys: list[str] = []
    for number, line in enumerate(lines):
        if begin <= number <= end and begin >= 0:
            continue
        if line.startswith("["):
            keys = []
            name = profile_name(line, credentials_file=credentials_file)
            if name is not None:
                found.append((name, number + 1, keys))
        elif line and not line[0].isspace() and line[0] not in "#;":
            keys.append(line.partition("=")[0].strip())
    return [OwnProfile(name, number, tuple(keys)) for name, number, keys in found]


def profile_name(header: str, *, credentials_file: bool = False) -> str | None:
    """Return the profile name if a line is a profile's header, else None."""
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
