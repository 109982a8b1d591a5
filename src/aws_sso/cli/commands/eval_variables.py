"""`eval`: variables for the calling shell."""

from aws_sso.cli.asking import can_pick
from aws_sso.cli.options.declared import declare, flag, option
from aws_sso.cli.options.role import (
    elevate_option,
    min_ttl_option,
    one_choice,
    role_options,
    words_argument,
)
from aws_sso.cli.options.scope import scope_options, with_scope_of_shell
from aws_sso.cli.output import write
from aws_sso.cli.roles.choosing import chosen_role, role_variables
from aws_sso.domain.roles.selection import RoleChoice, choice_from_variables, read_choice
from aws_sso.domain.shell.shells import SHELLS, env_file, render
from aws_sso.domain.shell.variables import changes_to_clear
from aws_sso.domain.text.messages import CHOOSE_ROLE
from aws_sso.errors import UsageError
from aws_sso.parts.parts import Parts


@declare("eval")
@words_argument
@role_options
@flag("--clear", "-c", help="Unset the variables instead.")
@flag("--refresh", "-r", help="Renew the credentials of the shell's role.")
@flag("--prompt", "-P", help="Choose the role in the picker.")
@elevate_option
@flag("--no-region", "-n", help="Leave the region variables alone.")
@flag("--overwrite-region", "-O", help="Replace a region that you set yourself.")
@option("--shell", allowed=tuple(SHELLS), help="Shell to write for; detected by default.")
@option(
    "--format",
    field="as_format",
    allowed=("shell", "env"),
    default="shell",
    help="`env` prints NAME=value lines for env files.",
)
@min_ttl_option
@scope_options
def command(
    parts: Parts,
    words: tuple[str, ...],
    choice: RoleChoice,
    clear: bool,
    refresh: bool,
    prompt: bool,
    elevate: bool,
    no_region: bool,
    overwrite_region: bool,
    shell: str | None,
    as_format: str,
    min_ttl: int,
) -> None:
    """Print lines that set a role's variables, for `eval` in your shell.

    Without a role, it opens the picker. On a terminal, WORDs select a role by name.

    \b
    bash, zsh, ksh  eval "$(aws-sso eval -p NAME)"
    fish            aws-sso eval -p NAME | source
    nushell         aws-sso eval -p NAME | from json | load-env
    elvish          eval (aws-sso eval -p NAME | slurp)
    xonsh           execx($(aws-sso eval -p NAME))
    tcsh            eval "`aws-sso eval -p NAME`"
    PowerShell      aws-sso eval -p NAME | iex
    cmd             for /f "tokens=1*" %i in ('aws-sso eval -p NAME') do @set %j
    """
    if as_format == "env":
        if clear:
            raise UsageError("`--clear` cannot be combined with `--format env`")
        shell = None
    else:
        shell = shell or parts.desktop.calling_shell()
    if clear and shell:
        write(render(changes_to_clear(parts.environ), shell))
        return
    if refresh:
        choice, parts = _current_role(parts), with_scope_of_shell(parts)
    elif elevate and not choice and not prompt and not words:
        choice = choice_from_variables(parts.environ)
    if not choice and not prompt and not can_pick(parts):
        raise UsageError(
            "`eval` needs a role",
            CHOOSE_ROLE,
        )
    if prompt and words:
        raise UsageError(f"`{words[0]}`: words for a role cannot be combined with `--prompt`")
    wanted = RoleChoice() if prompt else one_choice(choice, words)
    chosen = chosen_role(parts, wanted, words, elevate=elevate)
    if chosen is None:
        return
    changes = role_variables(
        parts,
        chosen,
        min_ttl=min_ttl,
        set_region=not no_region,
        overwrite_region=overwrite_region,
    )
    write(render(changes, shell) if shell else env_file(changes))


def _current_role(parts: Parts) -> RoleChoice:
    arn = parts.environ.get("AWS_SSO_ROLE_ARN")
    if not arn:
        raise UsageError(
            "nothing to refresh: `AWS_SSO_ROLE_ARN` is not set",
            "choose a role with `--profile`",
        )
    return read_choice(None, arn, None, None)
