"""`setup`: one-time setup."""

import click

from aws_sso.cli.by_click.commands import SsoGroup
from aws_sso.cli.commands import completions, config, setup_ecs, shell, wizard
from aws_sso.cli.options.declared import argument, flag, option
from aws_sso.cli.output import say
from aws_sso.domain.settings.allowed_words import STORES
from aws_sso.errors import UsageError
from aws_sso.parts.parts import Parts


@click.group("setup", cls=SsoGroup)
def command() -> None:
    """Set up config.yaml, profiles for SDKs, completions, and the vault's store."""


command.add(wizard.command, "wizard")
command.add(setup_ecs.command, "ecs")
command.add(config.command, "profiles")
command.add(completions.completions)
command.add(shell.command)


@command.takes("store")
@argument("name", allowed=STORES, required=True)
def store(parts: Parts, name: str) -> None:
    """Move the vault's keys to the store NAME, completely or not at all.

    Tokens and credentials stay in place and valid. config.yaml is not changed; set `SecureStore`
    there as the output says.
    """
    before = parts.vaults.move(name)
    if before is None:
        say(
            "no vault yet; set `SecureStore` in config.yaml to choose where its keys will be stored"
        )
    elif before == name:
        say(f"the vault's keys are already in `{name}`")
    else:
        say(f"moved the vault's keys from `{before}` to `{name}`")
    if parts.settings.store.kind != name:
        say(f"hint: set `SecureStore: {name}` in {parts.locations.config_file}")


@command.takes("aws-cli-token")
@option(
    "--session",
    field="sessions",
    many=True,
    metavar="NAME",
    help="Name of an sso-session. Default: those in ~/.aws/config with this start URL.",
)
@flag("--delete", "-d", help="Delete the exported token, and stop exporting.")
def aws_cli_token(parts: Parts, sessions: tuple[str, ...], delete: bool) -> None:
    """Export the access token to ~/.aws/sso/cache, for tools that support nothing else.

    The token is stored unencrypted, mode 0600. Anyone who reads it can use all your roles, for an
    hour at most. The refresh token stays in the vault; `aws-sso` updates the file whenever it
    renews the session. `logout` deletes the file, and the next `login` writes it again.
    """
    from aws_sso.parts.cli_tokens import start_exporting, stop_exporting

    instance = parts.instance
    name = instance.name
    if delete:
        if sessions:
            raise UsageError("`--delete` and `--session` cannot be combined")
        ended = stop_exporting(parts, name)
        say(f"the token of `{name}` is {'no longer' if ended else 'not'} exported")
        return
    parts.files.prepare_folder()
    written = start_exporting(parts, instance.settings, instance.home, sessions)
    for path in written:
        say(f"wrote {path}")
    if not written:
        say(f"the token of `{name}` will be exported at the next `aws-sso login`")
    say(
        "hint: the token is unencrypted there; to stop this, run `aws-sso setup aws-cli-token "
        "--delete`"
    )
