"""`setup completions` and `install-completions`: completions and helper functions for shells."""

import click

from aws_sso.cli.completion import values
from aws_sso.cli.options.everywhere import SsoCommand
from aws_sso.cli.output import say, write
from aws_sso.parts.completions import completions_of
from aws_sso.parts.parts import Parts
from aws_sso.use_cases.install_completions import SHELLS

shell_option = click.option(
    "--shell", type=click.Choice(SHELLS), help="Shell; detected if not given."
)
shell_script_option = click.option(
    "--shell-script",
    metavar="FILE",
    help="File to change, instead of the one that the shell reads.",
    shell_complete=values.files,
)


@click.command("completions", cls=SsoCommand, needs_config=False)
@click.option("--install", "-I", is_flag=True, help="Put them into the shell's start-up file.")
@click.option("--uninstall", "-U", is_flag=True, help="Take them out again.")
@click.option("--source", is_flag=True, help="Print them, to be sourced.")
@shell_option
@shell_script_option
@click.pass_obj
def completions(
    parts: Parts,
    install: bool,
    uninstall: bool,
    source: bool,
    shell: str | None,
    shell_script: str | None,
) -> None:
    """Install completions, `aws-sso-profile` and `aws-sso-clear` for bash, zsh or fish.

    They go between two marker lines in the file that the shell reads when it starts, for fish into
    a file of its own. What changes is shown, and `--uninstall` undoes it, and `setup shell` too.
    """
    if install + uninstall + source != 1:
        raise click.UsageError("choose one of `--install`, `--uninstall` and `--source`")
    if source:
        write(completions_of(parts, shell, shell_script).source)
    elif uninstall:
        _uninstall(parts, shell, shell_script)
    else:
        _install(parts, shell, shell_script)


@click.command("install-completions", cls=SsoCommand, needs_config=False)
@shell_option
@shell_script_option
@click.pass_obj
def command(parts: Parts, shell: str | None, shell_script: str | None) -> None:
    """Install completions: the same as `setup completions --install`."""
    _install(parts, shell, shell_script)


def _install(parts: Parts, shell: str | None, shell_script: str | None) -> None:
    ours = completions_of(parts, shell, shell_script)
    change = ours.install()
    if change:
        say(f"{ours.start_up}:\n{change}")
    say(f"{ours.start_up} has the completions; they work in new shells")
    say("hint: `aws-sso setup completions --uninstall` takes them out again")


def _uninstall(parts: Parts, shell: str | None, shell_script: str | None) -> None:
    ours = completions_of(parts, shell, shell_script)
    change = ours.uninstall()
    if change:
        say(f"{ours.start_up}:\n{change}")
    say(f"{ours.start_up} has no completions of ours{' any more' if change else ''}")
