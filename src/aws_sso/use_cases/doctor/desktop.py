"""Checks of shell completions, browser and terminal."""

from aws_sso.annotations import Callable, Protocol
from aws_sso.domain.console.browser_profile import browser_profile, signing_in_to
from aws_sso.domain.settings.settings import InstanceSettings, Settings
from aws_sso.use_cases.doctor.finding import Finding, Repair, broken, ok, warning


class Completions(Protocol):
    """A shell's completions: this version's script, and the installed one."""

    @property
    def source(self) -> str: ...
    def installed(self) -> str: ...
    def install(self) -> str: ...


def completions(shell: str, ours: Completions | None) -> list[Finding]:
    """The shell has completions of this version; None for an unsupported shell."""
    if ours is None:
        return [ok("no aws-sso completions for this shell")]
    hint = "aws-sso setup completions --install"
    repair = Repair(f"install completions for {shell}", ours.install)
    script = ours.installed()
    if not script:
        return [warning(f"completions for {shell} are not installed", hint, repair)]
    if script != ours.source:
        return [warning(f"completions for {shell} are from another version", hint, repair)]
    return [ok(f"completions for {shell} are installed")]


def browser(
    settings: Settings,
    chosen: str | None,
    is_there: Callable[[str], bool],
    opens_unseen: Callable[[InstanceSettings], bool],
) -> list[Finding]:
    """Pages can be opened as configured; `chosen` is the browser from the command line.

    `is_there` returns whether a program exists, `opens_unseen` whether an instance's sign-in pages
    reach the user in other ways than text.
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
                    f"`{key}` is set to `{program}`, which does not exist",
                    f"install it, or change `{key}` in config.yaml",
                )
            )
    for name, instance in settings.instances.items():
        browser_profile(settings.urls.browser_profile, signing_in_to(instance))
        if not opens_unseen(instance):
            found.append(ok(f"sign-in URLs of `{name}` are printed in the terminal"))
    return found or [ok("sign-in pages open in a browser")]


def terminal(has_terminal: bool, kind: str) -> list[Finding]:
    """The picker and the wizard have a capable terminal; `kind` is its `TERM`."""
    if has_terminal and kind in ("", "dumb"):
        return [warning(f"`TERM={kind}` is not enough for the picker", "set TERM")]
    return [ok("the terminal supports the picker" if has_terminal else "no terminal")]
