"""`exec`: a command or a shell with a role's variables."""

import click

from aws_sso.cli.completion import values
from aws_sso.cli.options.everywhere import SsoCommand
from aws_sso.cli.options.role import min_ttl_option, role_options
from aws_sso.cli.output import tell_on_terminal
from aws_sso.cli.roles.choosing import chosen_role, role_variables
from aws_sso.domain.roles.selection import RoleChoice, choice_from_variables
from aws_sso.errors import UsageError
from aws_sso.parts.parts import Parts

_IN_THE_WAY = ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


@click.command("exec", cls=SsoCommand, context_settings={"allow_interspersed_args": False})
@role_options
@click.option(
    "--env", "-e", "use_env", is_flag=True, help="Use the role of this shell; implies -O."
)
@click.option("--no-region", "-n", is_flag=True, help="Leave the region variables alone.")
@click.option("--overwrite-env", "-O", is_flag=True, help="Replace AWS variables that are set.")
@min_ttl_option
@click.argument(
    "command",
    nargs=-1,
    type=click.UNPROCESSED,
    metavar="[COMMAND [ARGS]...]",
    shell_complete=values.command_line,
)
@click.pass_obj
def command(
    parts: Parts,
    choice: RoleChoice,
    use_env: bool,
    no_region: bool,
    overwrite_env: bool,
    min_ttl: int,
    command: tuple[str, ...],
) -> int:
    """Run a command with a role's credentials in its environment, or a shell without COMMAND.

    Everything after COMMAND belongs to it. Its exit code is returned. Without a role you pick one.

    \b
    aws-sso exec -p NAME                     a shell
    aws-sso exec -p NAME -- terraform plan   a command
    """
    present = [name for name in _IN_THE_WAY if parts.environ.get(name)]
    if present and not (overwrite_env or use_env):
        inside = (
            " (this is a shell of `exec` or `eval`)" if "AWS_SSO_ROLE_ARN" in parts.environ else ""
        )
        raise UsageError(
            f"{' and '.join(f'`{name}`' for name in present)} "
            f"{'is' if len(present) == 1 else 'are'} set already{inside}",
            "use `--overwrite-env` to replace them, `eval --clear` or `exit` to get rid of them",
        )
    if use_env or not choice:
        choice = choice_from_variables(parts.environ)
    chosen = chosen_role(parts, choice)
    if chosen is None:
        return 0
    changes = role_variables(parts, chosen, min_ttl=min_ttl, set_region=not no_region)
    environ = changes.applied_to(
        {name: value for name, value in parts.environ.items() if name != "AWS_PROFILE"}
    )
    if not command:
        tell_on_terminal(f"a shell with the role of `{chosen.role.profile}`; `exit` leaves it")
    keeps = parts.settings.store.exec_keeps_password
    if not keeps and parts.vaults.will_ask():
        tell_on_terminal(
            "`aws-sso` in there will ask for the vault's password: it is not handed on"
        )
        tell_on_terminal("hint: `ExecKeepsPassword: true` in config.yaml hands it on")
    return parts.desktop.run(command, environ, with_password=keeps)
