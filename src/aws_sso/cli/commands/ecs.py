"""`ecs`: the credential server and its clients."""

from functools import partial

import click

from aws_sso.cli.asking import can_pick
from aws_sso.cli.by_click.commands import SsoGroup
from aws_sso.cli.commands import ecs_docker, ecs_slots
from aws_sso.cli.options import values
from aws_sso.cli.options.declared import argument, flag, option
from aws_sso.cli.options.scope import scope_options
from aws_sso.cli.output import say, warn
from aws_sso.cli.roles.choosing import chosen_role
from aws_sso.cli.roles.confirming import confirm_role
from aws_sso.domain.roles.query_argument import split_query
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.domain.server.address import LOOPBACK, PORT
from aws_sso.errors import SsoError
from aws_sso.parts.parts import Parts
from aws_sso.parts.server import ServerParts
from aws_sso.use_cases.open_server import ServerWish, open_own_server, open_server


@click.group("ecs", cls=SsoGroup)
def command() -> None:
    """Serve self-renewing credentials to containers, SDKs and commands."""


for each in (
    ecs_slots.load,
    ecs_slots.unload,
    ecs_slots.list_slots,
    ecs_slots.profile,
    ecs_slots.env,
):
    command.add(each)
command.add(ecs_docker.docker, hidden=True)


@command.takes("server")
@option("--bind-ip", default=LOOPBACK, metavar="ADDRESS", help="Address to listen on.")
@option("--port", bounds=(0, 65535), default=PORT, help="Port to listen on; 0: any.")
@option(
    "--profile",
    "-p",
    field="live",
    many=True,
    metavar="NAME",
    help="Keep a slot for this profile filled; repeatable.",
    completes=values.profiles,
)
@option(
    "--default",
    "-d",
    metavar="NAME",
    help="Keep the default slot filled with this profile.",
    completes=values.profiles,
)
@option(
    "--allow-host",
    field="hosts",
    many=True,
    metavar="NAME",
    help="A host name that clients use for this server.",
)
@flag("--disable-auth", help="Require no token. Loopback only.")
@flag("--disable-ssl", help="Do not use TLS even if a certificate is set up.")
def server(
    parts: Parts,
    bind_ip: str,
    port: int,
    live: tuple[str, ...],
    default: str | None,
    hosts: tuple[str, ...],
    disable_auth: bool,
    disable_ssl: bool,
) -> int:
    """Serve credentials like the ECS container endpoint, until stopped.

    `--profile` fills named slots and `--default` the default slot; they stay filled while the SSO
    session is valid, and again after the next `login`. Fill other slots with `ecs load`. Serves on
    loopback only, unless a certificate is set up. SIGHUP reloads everything.
    """
    parts.files.prepare_folder()
    wish = ServerWish(bind_ip, port, live, default, hosts, not disable_auth, not disable_ssl)
    ports = ServerParts(parts).ports(partial(confirm_role, parts))
    opened = open_server(ports, wish, _tell_not_ready)

    def ready() -> None:
        say(f"serving credentials on {opened.url}; press Ctrl-C to stop")
        if opened.asks_for_token:
            say(f"hint: run `{_env_command(wish, opened.url)}` to print what clients need")
        else:
            warn("without a token, everyone on this machine can read these credentials")

    return opened.run(ready)


def _env_command(wish: ServerWish, url: str) -> str:
    """Return the command that prints the variables for exactly this server."""
    if (wish.address, wish.port) == (LOOPBACK, PORT):
        return "aws-sso ecs env"
    return f"aws-sso ecs env --server {url.partition('://')[2]}"


def _tell_not_ready(profile: str, error: SsoError) -> None:
    warn(f"no credentials for `{profile}` yet: {error.message}")
    if error.hint:
        say(f"hint: {error.hint}")


@command.takes("run")
@option(
    "--profile",
    "-p",
    metavar="NAME",
    help="Profile to run it with. Default: the picker.",
    completes=values.profiles,
)
@flag("--no-login", help="Fail instead of asking for a sign-in.")
@scope_options
@argument(
    "command",
    metavar="[WORD]... [--] [COMMAND [ARGS]...]",
    many=True,
    is_command=True,
    completes=values.command_line,
)
def run(
    parts: Parts,
    profile: str | None,
    no_login: bool,
    command: tuple[str, ...],
    after_dashes: bool,
) -> int:
    """Run a command or a shell with credentials that renew themselves.

    The command gets its own server while it runs, on a random port with a random token. Everything
    after COMMAND is passed to it, and its exit code is returned. WORDs choose a role, as in `exec`.
    Each use of the credentials is recorded; see `aws-sso explain`.

    With `--read-only`, `--policy` or `--max-ttl`, the command has this role and no other AWS
    access: no other variables, no profiles. It still runs as you.

    \b
    aws-sso ecs run --read-only -p NAME --no-login -- my-agent
    """
    words: tuple[str, ...] = ()
    if profile is None and not after_dashes and can_pick(parts):
        words, command = split_query(command, parts.desktop.has_program)
    chosen = chosen_role(parts, RoleChoice(profile=profile), words)
    if chosen is None:
        return 0
    ours = ServerParts(parts)
    ours.check_that_sdks_ask()
    server = open_own_server(
        ours.ports_for_one(chosen.role),
        chosen.instance,
        chosen.role,
        parts.environ,
        may_sign_in=not no_login,
    )
    with server.serving(), ours.environment(server.changes) as environ:
        return parts.desktop.run_beside(command, environ)
