"""Unique labels for many roles: in front of their output, and as file names."""

import re
from collections import Counter

from aws_sso.annotations import Sequence
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.text.printable import printable

_UNSAFE = re.compile(r"[^A-Za-z0-9+=,.@_-]", re.ASCII)
_LONGEST = 150


def labels_of(roles: Sequence[Role]) -> tuple[str, ...]:
    """Return a unique label for each role: its profile name, extended if others share it."""
    count = Counter(role.profile for role in roles)
    return _unlike([_label(role, count[role.profile] == 1) for role in roles])


def file_names_of(roles: Sequence[Role]) -> tuple[str, ...]:
    """Return a file name for each role, without suffix; the same in every run.

    They also differ on case-insensitive file systems, and cannot lead to another folder.
    """
    several = len({role.instance for role in roles}) > 1
    names = []
    for role in roles:
        parts = (*((role.instance,) if several else ()), role.account_id, role.role_name)
        name = "-".join(_UNSAFE.sub("_", part) for part in parts)[:_LONGEST]
        names.append(f"_{name}" if name[:1] in (".", "-") else name)
    return _unlike(names)


def _label(role: Role, is_only: bool) -> str:
    is_known = is_only and role.profile
    name = role.profile if is_known else f"{role.instance}/{role.account_id}:{role.role_name}"
    # Output begins after a `|`: no name may contain another role's label and some output.
    return printable(name).replace("|", "\\x7c")


def _unlike(names: Sequence[str]) -> tuple[str, ...]:
    """Number duplicate names, so that all are unique."""
    taken: set[str] = set()
    found = []
    for name in names:
        number, free = 1, name
        while free.lower() in taken:
            number += 1
            free = f"{name}~{number}"
        taken.add(free.lower())
        found.append(free)
    return tuple(found)
