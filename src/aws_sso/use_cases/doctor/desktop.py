"""Checks of the shell's completions, of the browser, and of the terminal."""

from collections.abc import Callable
from typing import Protocol

from aws_sso.domain.console.browser_profile import browser_profile, signing_in_to
from aws_sso.domain.settings.settings import InstanceSettings, Settings
from aws_sso.use_cases.doctor.finding import Finding, Repair, broken, ok, warning


class Completions(Protocol):
    """The completions of a shell: the script of this version, and the one that it reads now."""

    @property
    def source(self) -> str: ...
    def installed(self) -> str: ...
    def install(self) -> str: ...


def completions(shell: str, ours: Completions | None) -> list[Finding]:
    """The shell has our completions, and those of this version; None for a shell without any."""
    if ours is None:
        return [ok("this shell has no completions of ours")]
    hint = "aws-sso setup completions --install"
    repair = Repair(f"install completions for {shell}", ours.install)
    script = ours.installed()
    if not script:
        return [warning(f"{shell} has no completions for aws-sso", hint, repair)]
    if script != ours.source:
        return [warning(f"the completions of {shell} are of another version", hint, repair)]
    return [ok(f"{shell} has completions")]


def browser(
    settings: Settings,
    chosen: str | None,
    is_there: Callable[[str], bool],
    opens_unseen: Callable[[InstanceSettings], bool],
) -> list[Finding]:
    """Pages can be opened as the settings say; `chosen` is the browser of the command line.

    `is_there` tells whether there is a program of a name, `opens_unseen` whether sign-in pages
    of an instance reach the user by other ways than text.
    """
    found = []
    command = settings.urls.exec_command
    for key, program in (
        ("Browser", chosen or settings.urls.browser),
        ("UrlExecCommand", command[0] if command else None),
    ):
        if program and not is_there(program):
            found.append(
                broken(
                    f"`{key}` names `{program}`, which is not there",
                    f"install it, or change `{key}` in config.yaml",
                )
            )
    for name, instance in settings.instances.items():
        browser_profile(settings.urls.browser_profile, signing_in_to(instance))
        if not opens_unseen(instance):
            found.append(ok(f"sign-in pages of `{name}` are shown in the terminal"))
    return found or [ok("sign-in pages open in a browser")]


def terminal(has_terminal: bool, kind: str) -> list[Finding]:
    """The picker and the wizard have a terminal that they can draw on; `kind` is its `TERM`."""
    if has_terminal and kind in ("", "dumb"):
        return [warning(f"the picker needs more of a terminal than `TERM={kind}`", "set TERM")]
    return [ok("the terminal will do" if has_terminal else "there is no terminal")]
