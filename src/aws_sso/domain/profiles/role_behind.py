"""The role behind one of our profiles, read from `~/.aws/config` without SDK libraries."""

import re
import shlex

from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.shell.current import ProfileRole
from aws_sso.domain.shell.sdk_chain import our_role

_INSTANCE = re.compile(r'(?:-S|--sso)[ =](?:"([^"]*)"|(\S+))')


def role_behind(text: str, name: str) -> ProfileRole | None:
    """Return the role of one of our profiles; None if it is missing or not ours.

    `text` is the file's content. The first section with the name counts.
    """
    is_there = False
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith("["):
            if is_there:
                return None
            is_there = _section_name(stripped) == name
        elif is_there and stripped.partition("=")[0].rstrip() == "credential_process":
            return _role(stripped.partition("=")[2].strip())
    return None


def _section_name(line: str) -> str | None:
    inner = line[1 : line.rfind("]")].strip()
    if inner == "default":
        return inner
    try:
        words = shlex.split(inner)
    except ValueError:
        return None
    return words[1] if len(words) == 2 and words[0] == "profile" else None


def _role(command: str) -> ProfileRole | None:
    arn = our_role(command)
    if arn is None:
        return None
    instance = _INSTANCE.search(command)
    try:
        return ProfileRole(
            RoleArn.parse(arn), (instance[1] or instance[2] or None) if instance else None
        )
    except ValueError:
        return None
