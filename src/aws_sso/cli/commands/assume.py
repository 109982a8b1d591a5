"""`assume`: called by the shell function of that name, which evaluates the output."""

import sys

from aws_sso.annotations import TYPE_CHECKING
from aws_sso.cli.options import values
from aws_sso.cli.options.declared import argument, declare, flag, option
from aws_sso.cli.options.scope import as_narrow_as
from aws_sso.cli.output import say, write
from aws_sso.cli.roles.choosing import chosen_role, role_variables
from aws_sso.domain.frozen import replace
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.domain.scope.wish import SCOPE_VARIABLE
from aws_sso.domain.shell import switching
from aws_sso.domain.shell.shells import SHELLS, render
from aws_sso.domain.shell.start_up import DEFAULT_NAME
from aws_sso.domain.shell.variables import EnvironmentChanges
from aws_sso.domain.text.expiry import time_left
from aws_sso.domain.text.messages import NO_CREDENTIALS_HERE
from aws_sso.errors import UsageError
from aws_sso.parts.parts import Parts

if TYPE_CHECKING:
    from aws_sso.parts.instance import Instance
    from aws_sso.use_cases.choose_role import Chosen

_BACK = "-"


@declare("assume", called_by="called")
@argument("words", metavar="[NAME|WORDS...|-]", many=True, completes=values.first_profile)
@flag("--console", "-c", help="Open the AWS console; the shell keeps its role.")
@option(
    "--service",
    "-s",
    metavar="PLACE",
    help="Open this service, path or URL in the console.",
    completes=values.console_places,
)
@flag("--elevate", "-e", help="Step up to the role's `Elevate` role.")
@flag("--clear", "-x", help="Leave the role.")
@option("--shell", allowed=tuple(SHELLS), hidden=True)
@option("--called", default=DEFAULT_NAME, hidden=True)
def command(
    parts: Parts,
    words: tuple[str, ...],
    console: bool,
    service: str | None,
    elevate: bool,
    clear: bool,
    shell: str | None,
    called: str,
) -> None:
    """Switch this shell to another role.

    Without a name, it opens the picker. `-` goes back to the previous role.

    \b
    assume                  pick a role
    assume shop-prod:Admin  use a role by profile name
    assume shop prod        use the only role with these words, else open the picker
    assume -                go back to the previous role
    assume -c -s s3         open S3 in the role's console
    assume -e               use the role that `Elevate` names for the current one
    assume -x               leave the role
    """
    if shell is None:
        raise UsageError(
            "only a shell function can switch its shell",
            "install `assume` with `aws-sso setup shell`, or use `aws-sso exec`",
        )
    if clear:
        if words or console or service or elevate:
            raise UsageError("`--clear` cannot be combined with anything else")
        _leave(parts, shell)
        return
    # Output such as a console's URL must not be evaluated.
    parts = parts.again(parts.read_settings, voice=replace(parts.voice, write=say))
    if console or service:
        chosen = _chosen(parts, words, called, of_shell=True, elevate=elevate)
        if chosen:
            from aws_sso.cli.console.opening import open_home

            open_home(parts, chosen.instance, chosen.role, service)
        return
    switching.check_can_switch(parts.environ, shell)
    chosen = _chosen(parts, words, called, of_shell=elevate, elevate=elevate)
    if chosen is None:
        return
    changes = role_variables(parts, chosen, min_ttl=0, set_region=True)
    write(render(switching.switched(changes, parts.environ), shell))
    _tell(parts, chosen.role, changes)


def _chosen(
    parts: Parts, words: tuple[str, ...], called: str, *, of_shell: bool, elevate: bool
) -> "Chosen[Instance] | None":
    """Return the chosen role; None if the user opened its console from the picker.

    Without words it is the shell's role (with `of_shell`), else the picked one. The shell's role
    and the previous role keep their scope.
    """
    here = switching.held(parts.environ) if of_shell and not words else None
    if here:
        there = parts.again(parts.read_settings, sso=here.instance)
        there = there if elevate else as_narrow_as(there, parts.environ.get(SCOPE_VARIABLE))
        return chosen_role(there, RoleChoice(arn=here.arn), elevate=elevate)
    if words == (_BACK,):
        back = switching.PreviousRole.of(parts.environ)
        there = parts.again(parts.read_settings, sso=back.instance)
        there = there if elevate else as_narrow_as(there, back.scope)
        return chosen_role(there, RoleChoice(arn=back.arn), elevate=elevate)
    if not words and not sys.stdin.isatty():
        raise UsageError("cannot open the picker: stdin is not a terminal", f"run `{called} NAME`")
    return chosen_role(parts, RoleChoice(), words, elevate=elevate)


def _leave(parts: Parts, shell: str) -> None:
    role = switching.held(parts.environ)
    if role is None:
        say(NO_CREDENTIALS_HERE)
        return
    write(render(switching.left(role, parts.environ), shell))
    say(f"left `{switching.name_of(role)}`")


def _tell(parts: Parts, role: Role, changes: EnvironmentChanges) -> None:
    ends = int(changes.set["AWS_SSO_EXPIRATION_EPOCH"])
    left = time_left(ends, parts.now())
    scope = changes.set.get(SCOPE_VARIABLE)
    narrowed = f", narrowed to {scope}" if scope else ""
    before = switching.held(parts.environ)
    was = f"; was `{switching.name_of(before)}`" if before and str(before.arn) != role.arn else ""
    say(f"now `{switching.name_of(role)}` for {left}{narrowed}{was}")
