"""The user's pager, for texts longer than the terminal."""

import shlex
import shutil
from collections.abc import Mapping

from aws_sso.adapters.process.child import CommandNotRunError, run_beside

_USUAL = "less"
_LESS = "FRX"
"""`less`: quit if all fits one screen, let colours through, leave the screen as it is."""


def page(text: str, environ: Mapping[str, str]) -> bool:
    """Show a text in `$PAGER`, else in `less`; tells whether there was one to show it.

    Waits until the user leaves it. As with git, `PAGER=cat` or an empty one means none, and
    options in `LESS` are the user's own. The variable is split into words, and run by no shell.
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
