"""Unusable profile names: empty, or shared by several roles."""

import re

from aws_sso.annotations import Callable, Iterator, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.text.printable import printable

_ACCOUNT = "{{ .AccountIdPad }}"
_ROLE = "{{ .RoleName }}"
_INSTANCE = "{{ .SSO }}"
_SHOWN = 5
_BETWEEN = re.compile(r"\}\}([-:/._@|~=+])\{\{")


@frozen
class NameProblems:
    """Names that several roles share, with these roles, and roles without a name.

    `suggestion` is a `ProfileFormat` that gives each role a unique name. None if no format helps,
    because config.yaml gives several roles the same `Profile`.
    """

    shared: dict[str, tuple[Role, ...]]
    nameless: tuple[Role, ...]
    suggestion: str | None

    def __bool__(self) -> bool:
        return bool(self.shared or self.nameless)

    @property
    def in_words(self) -> tuple[str, ...]:
        """The problems, one text for each kind."""
        texts = []
        if self.shared:
            count = len(self.shared)
            names = "1 profile name belongs" if count == 1 else f"{count} profile names belong"
            lines = [f"{names} to several roles, so `--profile` cannot choose between them:"]
            lines += [_owners(name, roles) for name, roles in list(self.shared.items())[:_SHOWN]]
            lines += [f"  and {count - _SHOWN} more"] if count > _SHOWN else []
            texts.append("\n".join(lines))
        if self.nameless:
            count, first = len(self.nameless), printable(self.nameless[0].arn)
            one = f"1 role has no profile name: {first}"
            several = f"{count} roles have no profile name, for example {first}"
            texts.append(one if count == 1 else several)
        return tuple(texts)

    @property
    def remedy(self) -> str:
        """What the user can do, for a hint."""
        if self.suggestion:
            return f"to tell all roles apart, set `ProfileFormat: '{self.suggestion}'`"
        return "give these roles different `Profile` names in config.yaml"


def _owners(name: str, roles: Sequence[Role]) -> str:
    owners = ", ".join(f"{role.arn} ({role.instance})" for role in roles[:_SHOWN])
    return printable(f"  `{name}`: {owners}{', …' if len(roles) > _SHOWN else ''}")


def name_problems(
    roles: Sequence[Role], template: str, namer: Callable[[str], Callable[[Role], str]]
) -> NameProblems:
    """Find unusable names, and a format that avoids them.

    `template` is the current `ProfileFormat`; `namer` turns a template into a function that names
    roles.
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
    """Yield formats that may help: extensions of `template`, then of the default."""
    between = _BETWEEN.search(template)
    mark = between.group(1) if between else ":"
    parts: list[list[str]] = []
    if several_instances:
        parts.append([_INSTANCE])
    # First try what distinguishes the roles of each group, so that names stay short.
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
