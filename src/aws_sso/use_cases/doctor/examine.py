"""Runs all checks in order of dependency, and fixes what they find."""

from aws_sso.annotations import Callable, Mapping, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.errors import SsoError
from aws_sso.use_cases.doctor.finding import Check, Finding, Status, broken

ORDER = (
    "configuration",
    "permissions",
    "store",
    "network",
    "portal",
    "session",
    "roles",
    "profiles",
    "shell",
    "secrets",
    "leftovers",
    "completions",
    "browser",
    "terminal",
)
_NEED_NO_SETTINGS = ("configuration", "permissions", "shell", "secrets", "completions", "terminal")


@frozen
class Checked:
    """A finding, and its check."""

    check: str
    finding: Finding


def examine(checks: Mapping[str, Check], has_settings: Callable[[], bool]) -> list[Checked]:
    """Run all checks in `ORDER`; without settings, only checks that do not need them."""
    found: list[Checked] = []
    usable = True
    for name in ORDER:
        if not usable and name not in _NEED_NO_SETTINGS:
            continue
        found += [Checked(name, finding) for finding in _run(checks[name])]
        if name == "permissions":
            usable = has_settings()
    return found


def is_broken(found: Sequence[Checked]) -> bool:
    """Return whether anything is broken."""
    return any(one.finding.status is Status.BROKEN for one in found)


def mend(
    found: Sequence[Checked],
    agrees: Callable[[str], bool],
    failed: Callable[[SsoError], None],
) -> int:
    """Make the repairs that the user agrees to; returns their number.

    `agrees` is asked about each repair; `failed` is called for a repair that fails.
    """
    mended = 0
    for checked in found:
        repair = checked.finding.repair
        if repair is None or not agrees(f"{checked.finding.message}: {repair.what}?"):
            continue
        try:
            repair.do()
            mended += 1
        except SsoError as error:
            failed(error)
    return mended


def _run(check: Check) -> list[Finding]:
    try:
        return check()
    except SsoError as error:
        return [broken(error.message, error.hint)]
