"""The user's pager, for texts longer than the terminal."""

import shlex
import shutil

from aws_sso.adapters.process.child import run_beside
from aws_sso.adapters.process.not_run import CommandNotRunError
from aws_sso.annotations import Mapping

_USUAL = "less"
_LESS = "FRX"
"""`less`: quit if the text fits on one screen, keep colors, do not clear the screen."""


def page(text: str, environ: Mapping[str, str]) -> bool:
    """Show a text in `$PAGER`, else in `less`; returns whether there was a pager.

    Waits until the user quits it. As in git, `PAGER=cat` or an empty value means no pager, and
    options in `LESS` take precedence. The variable is split into words and not run by a shell.
    """
    wanted = environ.get("PAGER", _USUAL)
    try:
        command = shlex.split(wanted)
    except ValueError:
        return False
    if not command or command == ["cat"] or environ.get("TERM", "dumb") == "dumb":
        return False
    if shutil.which(command[0], path=environ.get("PATH")) is None:
        return False
    try:
        run_beside(command, {"LESS": _LESS, **environ}, text.encode("utf-8", "replace"))
    except CommandNotRunError:
        return False
    return True
