"""Checks of the shell's completions, of the browser, and of the terminal."""

import os
import shutil
from typing import TYPE_CHECKING

from aws_sso.cli.doctor.finding import Finding, Repair, broken, ok, warning
from aws_sso.cli.doctor.session_checks import all_instances
from aws_sso.domain.console.browser_profile import browser_profile, signing_in_to
from aws_sso.errors import SsoError
from aws_sso.parts.completions import completions_of
from aws_sso.use_cases.install_completions import SHELLS

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts


def completions(parts: "Parts") -> list[Finding]:
    """The shell has our completions, and those of this version."""
    try:
        shell = parts.desktop.calling_shell()
    except SsoError:
        shell = ""
    if shell not in SHELLS:
        return [ok("this shell has no completions of ours")]
    ours = completions_of(parts, shell)
    hint = "aws-sso setup completions --install"
    repair = Repair(f"install completions for {shell}", ours.install)
    script = ours.installed()
    if not script:
        return [warning(f"{shell} has no completions for aws-sso", hint, repair)]
    if script != ours.source:
        return [warning(f"the completions of {shell} are of another version", hint, repair)]
    return [ok(f"{shell} has completions")]


def browser(parts: "Parts") -> list[Finding]:
    """Pages can be opened as the settings say."""
    settings, found = parts.settings, []
    for key, program in (
        ("Browser", parts.flags.browser or settings.browser),
        ("UrlExecCommand", settings.url_exec_command[0] if settings.url_exec_command else None),
    ):
        path = os.path.expanduser(os.path.expandvars(program or ""))
        if program and not shutil.which(path, path=parts.environ.get("PATH")):
            found.append(
                broken(
                    f"`{key}` names `{program}`, which is not there",
                    f"install it, or change `{key}` in config.yaml",
                )
            )
    for one in all_instances(parts):
        browser_profile(settings.browser_profile, signing_in_to(one.settings))
        if not parts.urls.opens_unseen(one.settings):
            found.append(ok(f"sign-in pages of `{one.name}` are shown in the terminal"))
    return found or [ok("sign-in pages open in a browser")]


def terminal(parts: "Parts") -> list[Finding]:
    """The picker and the wizard have a terminal that they can draw on."""
    kind = parts.environ.get("TERM", "")
    if parts.desktop.has_terminal() and kind in ("", "dumb"):
        return [warning(f"the picker needs more of a terminal than `TERM={kind}`", "set TERM")]
    return [ok("the terminal will do" if parts.desktop.has_terminal() else "there is no terminal")]
