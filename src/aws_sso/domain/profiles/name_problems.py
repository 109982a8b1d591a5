"""Profile names that cannot be used: empty ones, and those that several roles share."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from aws_sso.domain.roles.roles import Role

_ACCOUNT = "{{ .AccountIdPad }}"
_ROLE = "{{ .RoleName }}"
_INSTANCE = "{{ .SSO }}"
_BETWEEN = re.compile(r"\}\}([-:/._@|~=+])\{\{")


@dataclass(frozen=True, slots=True)
class NameProblems:
    """The names that several roles share, with those roles, and the roles without a name.

    `suggestion` is a `ProfileFormat` that gives each role a name of its own, None where no format
    helps: because roles share a `Profile` that config.yaml gives them.
    """

    shared: dict[str, tuple[Role, ...]]
    nameless: tuple[Role, ...]
    suggestion: str | None

    def __bool__(self) -> bool:
        return bool(self.shared or self.nameless)

    @property
    def remedy(self) -> str:
        """What the user can do about them, for a hint."""
        if self.suggestion:
            return f"in config.yaml, `ProfileFormat: '{self.suggestion}'` tells all roles apart"
        return "give these roles different `Profile` names in config.yaml"


def name_problems(
    roles: Sequence[Role], template: str, namer: Callable[[str], Callable[[Role], str]]
) -> NameProblems:
    """Find the names that cannot be used, and a format without them.

    `template` is the `ProfileFormat` in use, `namer` returns what names roles by a template.
    """
    by_name: dict[str, list[Role]] = {}
    for role in roles:
        by_name.setdefault(role.profile, []).append(role)
    nameless = tuple(by_name.pop("", ()))
    shared = {name: tuple(having) for name, having in by_name.items() if len(having) > 1}
    if not shared and not nameless:
        return NameProblems({}, (), None)
    instances = {role.instance for role in roles}
    base = "" if nameless else template
    for candidate in _candidates(base, list(shared.values()), len(instances) > 1):
        if _is_unique(roles, namer(candidate)):
            return NameProblems(shared, nameless, candidate)
    return NameProblems(shared, nameless, None)


def _candidates(
    template: str, groups: Sequence[Sequence[Role]], several_instances: bool
) -> Iterator[str]:
    """Yield formats that may help: `template` with something added, then ours without it."""
    between = _BETWEEN.search(template)
    mark = between.group(1) if between else ":"
    parts: list[list[str]] = []
    if several_instances:
        parts.append([_INSTANCE])
    # First what tells the roles of each group apart, so that names stay short.
    if all(len({role.account_id for role in group}) == len(group) for group in groups):
        parts.append([_ACCOUNT])
    if all(len({role.role_name for role in group}) == len(group) for group in groups):
        parts.append([_ROLE])
    parts.append([_ACCOUNT, _ROLE])
    if several_instances:
        parts += [[_INSTANCE, _ACCOUNT], [_INSTANCE, _ROLE], [_INSTANCE, _ACCOUNT, _ROLE]]
    for added in parts if template else ():
        yield mark.join([template, *added])
    yield f"{_ACCOUNT}:{_ROLE}"
    if several_instances:
        yield f"{_INSTANCE}:{_ACCOUNT}:{_ROLE}"


def _is_unique(roles: Sequence[Role], name: Callable[[Role], str]) -> bool:
    seen = set()
    for role in roles:
        named = role.own_profile or name(role)
        if not named or named in seen:
            return False
        seen.add(named)
    return True
