"""`ecs load`, `unload`, `list`, `profile`, `env`: clients of a credential server."""

from aws_sso.cli.options import values
from aws_sso.cli.options.declared import declare, flag, option
from aws_sso.cli.options.role import one_choice, role_options, words_argument
from aws_sso.cli.options.scope import scope_options, with_scope_of_shell
from aws_sso.cli.output import json_text, listing, say, table, warn, write
from aws_sso.cli.roles.choosing import chosen_role
from aws_sso.domain.roles.selection import RoleChoice, choice_from_variables
from aws_sso.domain.server.slots import DEFAULT_SLOT
from aws_sso.domain.server.variables import as_compose, as_devcontainer
from aws_sso.domain.shell.shells import SHELLS, env_file, render
from aws_sso.domain.shell.variables import EnvironmentChanges
from aws_sso.parts.parts import Parts
from aws_sso.parts.server import ServerParts
from aws_sso.use_cases.use_server import load_slot

_FIELDS = ("ProfileName", "AccountId", "RoleName", "Expires")

server_option = option(
    "--server", metavar="HOST:PORT", help="Server to use, if not the one on this machine."
)
profile_option = option(
    "--profile", "-p", metavar="NAME", help="Profile.", completes=values.profiles
)


@declare("load")
@words_argument
@role_options
@flag("--slotted", "-s", help="Load into a slot named after the profile, not the default slot.")
@flag("--live", help="Let the server renew the credentials.")
@scope_options
@server_option
def load(
    parts: Parts,
    words: tuple[str, ...],
    choice: RoleChoice,
    slotted: bool,
    live: bool,
    server: str | None,
) -> None:
    """Load a role's credentials into a server.

    Without a role, uses AWS_SSO_ROLE_ARN, or AWS_SSO_ACCOUNT_ID with AWS_SSO_ROLE_NAME, else the
    picker. On a terminal, WORDs select a role by name.
    """
    choice = one_choice(choice, words)
    if not choice and not words:
        choice = choice_from_variables(parts.environ)
        parts = with_scope_of_shell(parts) if choice else parts
    chosen = chosen_role(parts, choice, words)
    if chosen is None:
        return
    client = ServerParts(parts).client(server)
    load_slot(client, chosen.instance, chosen.role, slotted=slotted, live=live)
    name = chosen.role.profile
    how = "kept filled for" if live else "filled with"
    say(f"the {f'slot `{name}`' if slotted else 'default slot'} is {how} `{name}`")


@declare("unload")
@profile_option
@server_option
def unload(parts: Parts, profile: str | None, server: str | None) -> None:
    """Empty the slot of a profile, or the default one."""
    ServerParts(parts).client(server).unload(profile or DEFAULT_SLOT)


@declare("list")
@server_option
@flag("--json", field="as_json", help="Print JSON.")
def list_slots(parts: Parts, server: str | None, as_json: bool) -> None:
    """List the named slots that are filled."""
    slots = ServerParts(parts).client(server).slots()
    if as_json:
        write(json_text(slots))
    else:
        write(table(_FIELDS, [[str(slot.get(name, "")) for name in _FIELDS] for slot in slots]))


@declare("profile")
@server_option
@flag("--json", field="as_json", help="Print JSON.")
def profile(parts: Parts, server: str | None, as_json: bool) -> None:
    """Show what is in the default slot."""
    found = ServerParts(parts).client(server).profile()
    if as_json:
        write(json_text(found))
    else:
        name = str(found.get("ProfileName", ""))
        write(listing(name, {name: str(found.get(name, "")) for name in _FIELDS[1:]}))


@declare("env")
@profile_option
@server_option
@option(
    "--format",
    field="as_format",
    allowed=("shell", "env", "compose", "devcontainer"),
    default="shell",
    help="Output format.",
)
@option("--shell", allowed=tuple(SHELLS), help="Shell; detected if not given.")
@option(
    "--token-file",
    metavar="FILE",
    help="Write the token to this file (mode 0600) and print its name.",
    completes=values.files,
)
def env(
    parts: Parts,
    profile: str | None,
    server: str | None,
    as_format: str,
    shell: str | None,
    token_file: str | None,
) -> None:
    """Print the variables with which an SDK finds the default slot, or a profile's.

    Their token reads only that slot, until the server ends. A token file is updated whenever the
    server starts again on that port.
    """
    ours = ServerParts(parts)
    variables = ours.variables(server, profile or DEFAULT_SLOT, token_file)
    if as_format == "compose":
        write(as_compose(variables))
    elif as_format == "devcontainer":
        write(as_devcontainer(variables))
    elif as_format == "env":
        write(env_file(EnvironmentChanges(variables)))
    else:
        if other := ours.used_instead():
            warn(f"SDKs in this shell prefer the {other} to the server; see `aws-sso explain`")
        write(render(EnvironmentChanges(variables), shell or parts.desktop.calling_shell()))
