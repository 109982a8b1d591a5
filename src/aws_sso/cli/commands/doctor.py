"""`doctor`: what is wrong here, and how to fix it."""

from functools import partial

from aws_sso.cli.asking import confirm
from aws_sso.cli.options.declared import declare, flag
from aws_sso.cli.output import colored, json_text, say, write
from aws_sso.domain.text.printable import printable
from aws_sso.errors import FAILURE
from aws_sso.parts.doctor.checks import checks_of, has_settings
from aws_sso.parts.parts import Parts
from aws_sso.use_cases.doctor.examine import Checked, examine, is_broken, mend

_COLORS = {"ok": "green", "warning": "yellow", "broken": "red"}


@declare("doctor", needs_config=False)
@flag("--json", field="as_json", help="Print JSON.")
@flag("--fix", help="Fix what can be fixed, asking first.")
def command(parts: Parts, as_json: bool, fix: bool) -> int:
    """Check configuration, vault, network, session, profiles and shell, and say what to fix.

    Checks that AWS answers, and never asks you to sign in. The exit code is 1 if something is
    broken, and 0 for warnings alone.
    """
    found = _examined(parts)
    if fix:
        found = _mended(parts, found)
    write(_as_json(found) if as_json else _as_text(parts, found))
    return FAILURE if is_broken(found) else 0


def _examined(parts: Parts) -> list[Checked]:
    return examine(checks_of(parts), partial(has_settings, parts))


def _mended(parts: Parts, found: list[Checked]) -> list[Checked]:
    """Make the repairs that the user agrees to; returns the new findings."""
    mended = mend(
        found,
        lambda question: confirm(parts, question),
        lambda error: say(f"repair failed: {error.message}"),
    )
    if not mended:
        say("nothing was fixed")
        return found
    say(f"fixed {mended}; checking again")
    return _examined(parts.again())


def _as_json(found: list[Checked]) -> str:
    return json_text(
        [
            {
                "check": one.check,
                "status": one.finding.status.value,
                "message": one.finding.message,
                "hint": one.finding.hint,
                "fixable": one.finding.repair is not None,
            }
            for one in found
        ]
    )


def _as_text(parts: Parts, found: list[Checked]) -> str:
    lines = []
    counts = dict.fromkeys(_COLORS, 0)
    for one in found:
        counts[one.finding.status.value] += 1
        finding, status = one.finding, one.finding.status.value
        message = printable(finding.message.replace("\n", " "))
        shown = colored(f"{status:<8}", _COLORS[status], parts.environ)
        lines.append(f"{shown} {one.check:<14} {message}\n")
        if finding.hint:
            again = "; or use `--fix`" if finding.repair else ""
            lines.append(f"{'':<24}fix: {printable(finding.hint)}{again}\n")
    return "".join([*lines, f"\n{_in_numbers(counts)}\n"])


def _in_numbers(counts: dict[str, int]) -> str:
    """Return for example `12 ok, 2 warnings, 1 problem`."""
    warnings, problems = counts["warning"], counts["broken"]
    return (
        f"{counts['ok']} ok, {warnings} {'warning' if warnings == 1 else 'warnings'}, "
        f"{problems} {'problem' if problems == 1 else 'problems'}"
    )
