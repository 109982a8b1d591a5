"""`setup shell`: the function that switches roles, and the prompt."""

from aws_sso.cli.commands.completions import shell_option, shell_script_option
from aws_sso.cli.options.declared import declare, flag, option
from aws_sso.cli.output import say, write
from aws_sso.domain.shell.start_up import DEFAULT_NAME, ShellParts, check_function_name
from aws_sso.errors import UsageError
from aws_sso.parts.completions import completions_of
from aws_sso.parts.parts import Parts
from aws_sso.use_cases.install_completions import Completions


@declare("shell", needs_config=False)
@option("--name", metavar="NAME", help=f"Name of the function. [default: {DEFAULT_NAME}]")
@option("--prompt/--no-prompt", default=None, help="Show role and time left in the prompt.")
@flag("--uninstall", "-U", help="Remove everything.")
@flag("--source", help="Print it, for the shell to source.")
@shell_option
@shell_script_option
def command(
    parts: Parts,
    name: str | None,
    prompt: bool | None,
    uninstall: bool,
    source: bool,
    shell: str | None,
    shell_script: str | None,
) -> None:
    """Install the function `assume` for bash, zsh, fish or PowerShell, with completions.

    `assume NAME` switches your shell to another role; for the rest, see `assume --help`. The change
    is shown. `--uninstall` removes it. Run this again to change the name or the prompt.
    """
    if uninstall and (source or name is not None or prompt is not None):
        raise UsageError("`--uninstall` cannot be combined with other options")
    now = completions_of(parts, shell, shell_script).parts
    if name is None:
        name = now.function or DEFAULT_NAME
    check_function_name(name)
    wanted = ShellParts(name, now.prompt if prompt is None else prompt)
    ours = completions_of(parts, shell, shell_script, wanted)
    if source:
        write(ours.source)
    elif uninstall:
        _uninstall(ours)
    else:
        _install(ours, wanted)


def _install(ours: Completions, wanted: ShellParts) -> None:
    change = ours.install()
    if change:
        say(f"{ours.start_up}:\n{change}")
    prompt = ", and the prompt" if wanted.prompt else ""
    say(f"{ours.start_up} has `{wanted.function}` and completions{prompt}, for new shells")
    say("hint: to remove them, run `aws-sso setup shell --uninstall`")


def _uninstall(ours: Completions) -> None:
    change = ours.uninstall()
    if change:
        say(f"{ours.start_up}:\n{change}")
    say(f"{ours.start_up} has nothing from aws-sso{' any more' if change else ''}")
