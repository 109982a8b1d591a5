"""Running all checks in the order in which they build on each other; mending what they find."""

from collections.abc import Callable, Mapping, Sequence

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
    """A finding, and the check that it is of."""

    check: str
    finding: Finding


def examine(checks: Mapping[str, Check], has_settings: Callable[[], bool]) -> list[Checked]:
    """Run all checks, by the names in `ORDER`; without settings only those that need none."""
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
    """Tell whether something does not work."""
    return any(one.finding.status is Status.BROKEN for one in found)


def mend(
    found: Sequence[Checked],
    agrees: Callable[[str], bool],
    failed: Callable[[SsoError], None],
) -> int:
    """Mend what the user agrees to; returns how much was mended.

    `agrees` is asked a question for each repair, `failed` is told of one that did not work.
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
