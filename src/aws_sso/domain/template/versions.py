"""Semantic versions (semver.org, 2.0.0), for sprig's `semver` and `semverCompare`."""

import re
from functools import cmp_to_key

from aws_sso.domain.template.errors import FunctionError
from aws_sso.domain.template.values import Int64, Struct

_VERSION = re.compile(
    r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?"
)
_RULE = re.compile(
    r"(==?|!=|>=|=>|<=|=<|>|<|~>?|\^)?\s*v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?"
    r"(?:-([0-9A-Za-z.-]+))?$"
)
_WILD = (None, "x", "X", "*")


class Version(Struct):
    """A version, with the fields of Go's semver library."""

    def __str__(self) -> str:
        text = f"{self['Major']}.{self['Minor']}.{self['Patch']}"
        text += f"-{self['Prerelease']}" if self["Prerelease"] else ""
        return text + (f"+{self['Metadata']}" if self["Metadata"] else "")

    @property
    def core(self) -> tuple[int, int, int]:
        """Major, minor and patch."""
        return (int(str(self["Major"])), int(str(self["Minor"])), int(str(self["Patch"])))


def semver(text: str) -> Version:
    """Read a version; raises FunctionError."""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise FunctionError(f"invalid semantic version {text!r}")
    numbers = [Int64(number or 0) for number in match.groups()[:3]]
    return Version(
        Major=numbers[0],
        Minor=numbers[1],
        Patch=numbers[2],
        Prerelease=match.group(4) or "",
        Metadata=match.group(5) or "",
        Original=text,
    )


def semver_compare(constraint: str, text: str) -> bool:
    """Return whether a version satisfies a rule, as `>=1.2, <2 || ^3.1`; raises FunctionError."""
    version = semver(text)
    return any(
        all(
            _fits(rule, version)
            for rule in re.split(r"\s*,\s*|(?<=[\dxX*])\s+(?=[<>=~^!\d])", part)
        )
        for part in (part.strip() for part in constraint.split("||"))
    )


def _fits(rule: str, version: Version) -> bool:
    match = _RULE.match(rule.strip())
    if match is None:
        raise FunctionError(f"invalid version constraint {rule!r}")
    sign, *parts, prerelease = match.groups()
    given = [int(part) for part in parts if part not in _WILD]
    if version["Prerelease"] and not prerelease:
        return False
    padded = [*given, 0, 0, 0]
    wanted = Version(
        Major=padded[0],
        Minor=padded[1],
        Patch=padded[2],
        Prerelease=prerelease or "",
        Metadata="",
    )
    order = _compare(version, wanted)
    exact = len(given) == 3
    if sign in (None, "", "=", "=="):
        return order == 0 if exact else version.core[: len(given)] == tuple(given)
    if sign == "!=":
        return order != 0 if exact else version.core[: len(given)] != tuple(given)
    if sign in (">=", "=>"):
        return order >= 0
    if sign in ("<=", "=<"):
        return order <= 0 or (not exact and version.core[: len(given)] == tuple(given))
    if sign == "<":
        return order < 0
    if sign == ">":
        return order > 0 and (exact or version.core[: len(given)] != tuple(given))
    fixed = max(1, min(2, len(given)))
    if sign == "^":
        # Numbers after the first non-zero one may change.
        fixed = next((n + 1 for n, number in enumerate(given) if number), len(given) or 1)
    return order >= 0 and version.core[:fixed] == wanted.core[:fixed]


def _compare(a: Version, b: Version) -> int:
    if a.core != b.core:
        return 1 if a.core > b.core else -1
    first, second = str(a["Prerelease"]), str(b["Prerelease"])
    if first == second:
        return 0
    if not first or not second:
        return 1 if not first else -1
    key = cmp_to_key(_compare_identifiers)
    left, right = [[key(i) for i in t.split(".")] for t in (first, second)]
    return 1 if left > right else -1


def _compare_identifiers(a: str, b: str) -> int:
    if a.isdigit() and b.isdigit():
        return (int(a) > int(b)) - (int(a) < int(b))
    if a.isdigit() != b.isdigit():
        return -1 if a.isdigit() else 1
    return (a > b) - (a < b)
