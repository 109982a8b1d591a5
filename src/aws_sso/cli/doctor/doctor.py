"""All checks, in the order in which they build on each other."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_sso.cli.doctor import desktop_checks, file_checks, network_checks, sdk_checks
from aws_sso.cli.doctor import session_checks as sessions
from aws_sso.cli.doctor.finding import Check, Finding, broken

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts

from aws_sso.errors import SsoError

CHECKS: dict[str, Check] = {
    "configuration": file_checks.configuration,
    "permissions": file_checks.permissions,
    "store": sessions.store,
    "network": network_checks.network,
    "portal": network_checks.portals,
    "session": sessions.sessions,
    "roles": sessions.roles,
    "profiles": sdk_checks.profiles,
    "shell": sdk_checks.shell,
    "secrets": sdk_checks.secrets_in_clear,
    "leftovers": file_checks.leftovers,
    "completions": desktop_checks.completions,
    "browser": desktop_checks.browser,
    "terminal": desktop_checks.terminal,
}
_NEEDS_NO_SETTINGS = ("configuration", "permissions", "shell", "secrets", "completions", "terminal")


@dataclass(frozen=True, slots=True)
class Checked:
    """A finding, and the check that it is of."""

    check: str
    finding: Finding


def examine(parts: "Parts") -> list[Checked]:
    """Run all checks; without settings only those that need none."""
    found: list[Checked] = []
    has_settings = True
    for name, check in CHECKS.items():
        if not has_settings and name not in _NEEDS_NO_SETTINGS:
            continue
        findings = _run(check, parts)
        found += [Checked(name, finding) for finding in findings]
        if name == "permissions":
            has_settings = _has_settings(parts)
    return found


def _has_settings(parts: "Parts") -> bool:
    """Tell whether settings can be had; why not was found before."""
    try:
        return bool(parts.settings)
    except SsoError:
        return False


def _run(check: Check, parts: "Parts") -> list[Finding]:
    try:
        return check(parts)
    except SsoError as error:
        return [broken(error.message, error.hint)]
