"""`doctor`: what is wrong here, and how to mend it."""

from typing import TYPE_CHECKING

import click

from aws_sso.cli.global_options import SsoCommand
from aws_sso.cli.output import json_text, say, write
from aws_sso.cli.wiring import Wiring
from aws_sso.domain.text.printable import printable
from aws_sso.errors import FAILURE, SsoError

if TYPE_CHECKING:
    from aws_sso.cli.doctor.doctor import Checked

_COLORS = {"ok": "green", "warning": "yellow", "broken": "red"}


@click.command("doctor", cls=SsoCommand)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--fix", is_flag=True, help="Mend what can be mended, asking first.")
@click.pass_obj
def command(wiring: Wiring, as_json: bool, fix: bool) -> int:
    """Check configuration, vault, network, session, profiles and shell, and say what to do.

    Asks AWS whether it answers, and nobody to sign in. The exit code is 1 if something is broken;
    warnings alone are 0.
    """
    found = wiring.examine()
    if fix:
        found = _mended(wiring, found)
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
            status = wiring.colored(f"{finding.status.value:<8}", _COLORS[finding.status.value])
            write(f"{status} {one.check:<14} {message}\n")
            if finding.hint:
                again = "; `--fix` does it" if finding.repair else ""
                write(f"{'':<24}fix: {printable(finding.hint)}{again}\n")
    broken = any(one.finding.status.value == "broken" for one in found)
    return FAILURE if broken else 0


def _mended(wiring: Wiring, found: "list[Checked]") -> "list[Checked]":
    """Mend what the user agrees to; returns what is found afterwards."""
    mended = 0
    for checked in found:
        repair = checked.finding.repair
        if repair is None or not wiring.confirm(f"{checked.finding.message}: {repair.what}?"):
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
    return wiring.again().examine()
