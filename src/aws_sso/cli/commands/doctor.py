"""`doctor`: what is wrong here, and how to mend it."""

import click

from aws_sso.cli.asking import confirm
from aws_sso.cli.doctor.doctor import Checked, examine
from aws_sso.cli.options.everywhere import SsoCommand
from aws_sso.cli.output import colored, json_text, say, write
from aws_sso.domain.text.printable import printable
from aws_sso.errors import FAILURE, SsoError
from aws_sso.parts.parts import Parts

_COLORS = {"ok": "green", "warning": "yellow", "broken": "red"}


@click.command("doctor", cls=SsoCommand, needs_config=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--fix", is_flag=True, help="Mend what can be mended, asking first.")
@click.pass_obj
def command(parts: Parts, as_json: bool, fix: bool) -> int:
    """Check configuration, vault, network, session, profiles and shell, and say what to do.

    Asks AWS whether it answers, and nobody to sign in. The exit code is 1 if something is broken;
    warnings alone are 0.
    """
    found = examine(parts)
    if fix:
        found = _mended(parts, found)
    if as_json:
        write(
            json_text(
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
        )
    else:
        for one in found:
            finding = one.finding
            message = printable(finding.message.replace("\n", " "))
            status = colored(
                f"{finding.status.value:<8}", _COLORS[finding.status.value], parts.environ
            )
            write(f"{status} {one.check:<14} {message}\n")
            if finding.hint:
                again = "; `--fix` does it" if finding.repair else ""
                write(f"{'':<24}fix: {printable(finding.hint)}{again}\n")
    broken = any(one.finding.status.value == "broken" for one in found)
    return FAILURE if broken else 0


def _mended(parts: Parts, found: list[Checked]) -> list[Checked]:
    """Mend what the user agrees to; returns what is found afterwards."""
    mended = 0
    for checked in found:
        repair = checked.finding.repair
        if repair is None or not confirm(parts, f"{checked.finding.message}: {repair.what}?"):
            continue
        try:
            repair.do()
            mended += 1
        except SsoError as error:
            say(f"that did not work: {error.message}")
    if not mended:
        say("nothing was mended")
        return found
    say(f"mended {mended}; looking again")
    return examine(parts.again())
