"""`setup completions` and `install-completions`: completions and helper functions for shells."""

from aws_sso.cli.options import values
from aws_sso.cli.options.declared import declare, flag, option
from aws_sso.cli.output import say, write
from aws_sso.errors import UsageError
from aws_sso.parts.completions import completions_of
from aws_sso.parts.parts import Parts
from aws_sso.use_cases.install_completions import SHELLS

shell_option = option("--shell", allowed=SHELLS, help="Shell; detected if not given.")
shell_script_option = option(
    "--shell-script",
    metavar="FILE",
    help="File to change, instead of the shell's start-up file.",
    completes=values.files,
)


@declare("completions", needs_config=False)
@flag("--install", "-I", help="Install them in the shell's start-up file.")
@flag("--uninstall", "-U", help="Remove them.")
@flag("--source", help="Print them, for the shell to source.")
@shell_option
@shell_script_option
def completions(
    parts: Parts,
    install: bool,
    uninstall: bool,
    source: bool,
    shell: str | None,
    shell_script: str | None,
) -> None:
    """Install completions, `aws-sso-profile` and `aws-sso-clear` for bash, zsh, fish or PowerShell.

    They go between two marker lines in the shell's start-up file, or into a separate file for fish.
    The change is shown. `--uninstall` removes them, including what `setup shell` installed.
    """
    if install + uninstall + source != 1:
        raise UsageError("choose one of `--install`, `--uninstall` and `--source`")
    if source:
        write(completions_of(parts, shell, shell_script).source)
    elif uninstall:
        _uninstall(parts, shell, shell_script)
    else:
        _install(parts, shell, shell_script)


@declare("install-completions", needs_config=False)
@shell_option
@shell_script_option
def command(parts: Parts, shell: str | None, shell_script: str | None) -> None:
    """Install completions: the same as `setup completions --install`."""
    _install(parts, shell, shell_script)


def _install(parts: Parts, shell: str | None, shell_script: str | None) -> None:
    ours = completions_of(parts, shell, shell_script)
    change = ours.install()
    if change:
        say(f"{ours.start_up}:\n{change}")
    say(f"{ours.start_up} has the completions; open a new shell to use them")
    say("hint: to remove them, run `aws-sso setup completions --uninstall`")


def _uninstall(parts: Parts, shell: str | None, shell_script: str | None) -> None:
    ours = completions_of(parts, shell, shell_script)
    change = ours.uninstall()
    if change:
        say(f"{ours.start_up}:\n{change}")
    say(f"{ours.start_up} has no aws-sso completions{' any more' if change else ''}")
