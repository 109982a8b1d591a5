"""`exec`: a command or a shell with a role's variables."""

from aws_sso.cli.asking import can_pick
from aws_sso.cli.options import values
from aws_sso.cli.options.declared import argument, declare, flag
from aws_sso.cli.options.role import elevate_option, min_ttl_option, role_options
from aws_sso.cli.options.scope import scope_options, with_scope_of_shell
from aws_sso.cli.output import say, tell_on_terminal
from aws_sso.cli.roles.choosing import chosen_role, role_variables
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.parts.parts import Parts
from aws_sso.use_cases.read_exec import ExecFlags, Surroundings, read_exec


@declare("exec")
@role_options
@flag("--env", "-e", field="use_env", help="Use this shell's role; implies -O.")
@elevate_option
@flag("--no-region", "-n", help="Leave the region variables alone.")
@flag("--overwrite-env", "-O", help="Replace AWS variables that are already set.")
@min_ttl_option
@scope_options
@argument(
    "command",
    metavar="[WORD]... [--] [COMMAND [ARGS]...]",
    many=True,
    is_command=True,
    completes=values.command_line,
)
def command(
    parts: Parts,
    choice: RoleChoice,
    use_env: bool,
    elevate: bool,
    no_region: bool,
    overwrite_env: bool,
    min_ttl: int,
    command: tuple[str, ...],
    after_dashes: bool,
) -> int:
    """Run a command (or a shell, without COMMAND) with a role's credentials in its environment.

    Everything after COMMAND is passed to it, and its exit code is returned. Without a role, it
    opens the picker. On a terminal, WORDs select a role by name, unless the first word is a program
    or has a `/`: then it is COMMAND.

    \b
    aws-sso exec -p NAME                     start a shell
    aws-sso exec -p NAME -- terraform plan   run a command
    aws-sso exec shop -- terraform plan      use the role with this word, or the picker
    aws-sso exec --elevate                   use the `Elevate` role of this shell's role
    """
    here = Surroundings(
        parts.environ,
        parts.now(),
        parts.settings.roles.nested_exec,
        lambda: can_pick(parts),
        parts.desktop.has_program,
    )
    flags = ExecFlags(choice, use_env, elevate, overwrite_env)
    wish = read_exec(here, flags, command, after_dashes=after_dashes)
    if wish.choice and (use_env or not choice) and not elevate:
        parts = with_scope_of_shell(parts)
    chosen = chosen_role(parts, wish.choice, wish.words, elevate=elevate)
    if chosen is None:
        return 0
    changes = role_variables(parts, chosen, min_ttl=min_ttl, set_region=not no_region)
    environ = changes.applied_to(
        {name: value for name, value in parts.environ.items() if name != "AWS_PROFILE"}
    )
    if wish.leaves is not None:
        say(f"was `{wish.leaves}`, now `{chosen.role.profile}`")
    if not wish.command:
        tell_on_terminal(f"starting a shell with `{chosen.role.profile}`; leave it with `exit`")
    keeps = parts.settings.store.exec_keeps_password
    if not keeps and parts.vaults.will_ask():
        tell_on_terminal(
            "`aws-sso` in this shell will ask for the vault's password, which is not passed on"
        )
        tell_on_terminal("hint: to pass it on, set `ExecKeepsPassword: true` in config.yaml")
    return parts.desktop.run(wish.command, environ, with_password=keeps)
