"""Runs the emulator for the command line."""

import json
from pathlib import Path

from aws_sso.annotations import Any
from aws_sso.cli.output import say, write
from aws_sso.emulator import organization
from aws_sso.emulator.key_mint import KeyMint, LocalMint, MotoMint
from aws_sso.emulator.server import base_url, listen, serve
from aws_sso.emulator.upstream import Upstream
from aws_sso.emulator.world import World
from aws_sso.errors import NetworkError, SsoError, UsageError

_VARIABLES = (
    "AWS_ENDPOINT_URL_SSO",
    "AWS_ENDPOINT_URL_SSO_OIDC",
    "AWS_ENDPOINT_URL_SIGNIN",
    "AWS_ENDPOINT_URL_STS",
    "AWS_ENDPOINT_URL_ACCOUNT_ACCESS_RUNTIME",
)


def run_emulator(options: dict[str, Any]) -> None:
    """Serve until interrupted; see `aws-sso emulator --help`."""
    people = _organization(options)
    try:
        listener = listen(options["port"])
    except OSError as error:
        raise SsoError(
            f"cannot listen on port {options['port']}: {error.strerror}",
            "choose another with `--port`; 0 for any free port",
        ) from None
    mint = _mint(options["sts"])
    world = World(
        base_url(listener),
        people,
        auto_approve=options["auto_approve"],
        credentials_ttl=options["credentials_ttl"],
        mint=mint,
        upstream=Upstream(mint.url, *mint.administrator) if isinstance(mint, MotoMint) else None,
    )
    world.traffic.rate = options["rate"]
    world.traffic.latency = options["latency_ms"] / 1000
    world.sign_in.token_ttl = options["token_ttl"]
    world.sign_in.session_ttl = options["session_ttl"]
    for variable in _VARIABLES:
        write(f"export {variable}={world.base_url}\n")
    write(f"# StartUrl: {world.start_url}\n# SSORegion: us-east-1\n")
    import sys

    sys.stdout.flush()
    say(f"serving {len(people.accounts)} accounts on {world.base_url}; press Ctrl-C to stop")
    serve(world, listener)


def _organization(options: dict[str, Any]) -> organization.Organization:
    path = Path(options["org"]) if options["org"] else None
    if path is not None and options["accounts"] is not None:
        raise UsageError("`--org` and `--accounts` cannot be combined")
    if path is not None:
        try:
            return organization.from_file(path)
        except json.JSONDecodeError as error:
            raise SsoError(f"{path}:{error.lineno}: not JSON: {error.msg}") from None
        except ValueError as error:
            raise SsoError(str(error)) from None
        except OSError as error:
            raise SsoError(f"cannot read {path}: {error.strerror}") from None
    if options["accounts"] is not None:
        return organization.generated(options["accounts"], options["roles"], options["nasty"])
    return organization.sample()


def _mint(sts: str | None) -> KeyMint:
    if sts is None:
        return LocalMint()
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return MotoMint(sts)
    except (OSError, ValueError, BotoCoreError, ClientError) as error:
        raise NetworkError(
            f"no usable moto server at `{sts}`: {type(error).__name__}",
            "start one with `moto_server -H 127.0.0.1 -p PORT`, without IAM checks enabled",
        ) from None
