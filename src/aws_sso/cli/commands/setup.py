"""`setup`: what is done once."""

import click

from aws_sso.cli.by_click.commands import SsoGroup
from aws_sso.cli.commands import completions, config, setup_ecs, shell, wizard
from aws_sso.cli.options.declared import argument
from aws_sso.cli.output import say
from aws_sso.domain.settings.allowed_words import STORES
from aws_sso.parts.parts import Parts


@click.group("setup", cls=SsoGroup)
def command() -> None:
    """Set things up: config.yaml, profiles for the SDKs, completions, the vault's store."""


command.add(wizard.command, "wizard")
command.add(setup_ecs.command, "ecs")
command.add(config.command, "profiles")
command.add(completions.completions)
command.add(shell.command)


@command.takes("store")
@argument("name", allowed=STORES, required=True)
def store(parts: Parts, name: str) -> None:
    """Move the vault's keys to the store NAME, whole or not at all.

    Tokens and credentials stay where they are, and good. config.yaml is not changed: set
    `SecureStore` there as you are told.
    """
    before = parts.vaults.move(name)
    if before is None:
        say("there is no vault yet: `SecureStore` in config.yaml says where its keys will be")
    elif before == name:
        say(f"the vault's keys are in `{name}` already")
    else:
        say(f"moved the vault's keys from `{before}` to `{name}`")
    if parts.settings.store.kind != name:
        say(f"hint: set `SecureStore: {name}` in {parts.locations.config_file}")
