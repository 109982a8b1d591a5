"""Placeholders in the arguments of a command that runs for many roles.

Account and role names come from a server, and an argument may be text that a shell runs. So only
plain values are inserted.
"""

import re

from aws_sso.annotations import Sequence
from aws_sso.domain.roles.roles import Role

_PLACEHOLDER = re.compile(r"\{(account|role|profile)\}")
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9+=,.@_:/-]*", re.ASCII)


def filled(command: Sequence[str], role: Role) -> tuple[str, ...]:
    """Return a command with `{account}`, `{role}` and `{profile}` in its arguments replaced.

    The command's own name is not changed. Raises ValueError with the placeholder if its value is
    not plain.
    """
    values = {"account": role.account_id, "role": role.role_name, "profile": role.profile}

    def value_of(found: re.Match[str]) -> str:
        value = values[found[1]]
        if not _is_plain(value):
            raise ValueError(found[0])
        return value

    program, *arguments = command
    return (program, *(_PLACEHOLDER.sub(value_of, one) for one in arguments))


def _is_plain(value: str) -> bool:
    """Return whether a value is safe in an argument, in a path, and in a shell's text.

    It must not become an option, lead out of a folder, or name a file or page to read, as
    `@/etc/passwd` and `file:///etc/passwd` do for curl and the AWS CLI.
    """
    leads_elsewhere = ".." in value.split("/") or "://" in value
    return bool(_PLAIN.fullmatch(value)) and not leads_elsewhere
