"""`setup ecs`: the credential server's token and certificate."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aws_sso.cli.by_click.commands import SsoGroup
from aws_sso.cli.options import values
from aws_sso.cli.options.declared import flag, option
from aws_sso.cli.output import say, write
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import UsageError
from aws_sso.parts.parts import Parts

if TYPE_CHECKING:
    from aws_sso.parts.server import ServerParts


@click.group("ecs", cls=SsoGroup)
def command() -> None:
    """Set up the credential server."""


@command.takes("auth")
@option("--bearer-token", "-t", metavar="TOKEN", help="Replace the token; `-` reads it from stdin.")
@flag("--delete", "-d", help="Delete it; the next server makes a new one.")
@flag("--print", field="print_it", help="Print it.")
def auth(parts: Parts, bearer_token: str | None, delete: bool, print_it: bool) -> None:
    """Replace, delete or print the server's token.

    One is made when a server first starts; what clients get is derived from it and ends with the
    server. One that you set opens all slots, for good: see the documentation for its risk. What a
    token opened, it opens no more once it is replaced or deleted, at servers that run too. With `-`
    it does not show in the list of processes.
    """
    if (bearer_token is not None) + delete + print_it != 1:
        raise UsageError("choose one of `--bearer-token`, `--delete` and `--print`")
    if print_it:
        write(_server(parts).token().reveal() + "\n")
    elif delete:
        say("deleted the token" if _server(parts).drop_token() else "there was none")
    else:
        given = bearer_token or ""
        text = sys.stdin.readline().strip() if given == "-" else given
        parts.files.prepare_folder()
        _server(parts).replace_token(text)
        say("replaced the token, at servers that run too")


@command.takes("ssl")
@option(
    "--certificate",
    "-c",
    metavar="FILE",
    help="Certificate with those above it, in PEM.",
    completes=values.files,
)
@option(
    "--private-key",
    "-k",
    metavar="FILE",
    help="Its private key, in PEM; `-` reads it from stdin.",
    completes=values.files,
)
@flag("--delete", "-d", help="Go without TLS again.")
@flag("--print", "-p", field="print_it", help="Print the certificate.")
def ssl(
    parts: Parts,
    certificate: str | None,
    private_key: str | None,
    delete: bool,
    print_it: bool,
) -> None:
    """Keep a certificate of yours for the server, its key encrypted; or delete or print it.

    With one, `ecs server` speaks TLS, and may listen on other addresses than loopback.
    """
    if bool(certificate and private_key) + delete + print_it != 1:
        raise UsageError(
            "choose one of `--certificate` with `--private-key`, `--delete` and `--print`"
        )
    if print_it:
        write(_server(parts).certificate())
    elif delete:
        gone = _server(parts).secrets.drop_certificate()
        say("deleted the certificate" if gone else "there was none")
    else:
        key = sys.stdin.read() if private_key == "-" else _text(parts, private_key)
        parts.files.prepare_folder()
        _server(parts).keep_certificate(_text(parts, certificate), Secret(key))
        say("the server speaks TLS from its next start on")


def _text(parts: Parts, file: str | None) -> str:
    return parts.files.text_of(Path(file or ""))


def _server(parts: Parts) -> "ServerParts":
    from aws_sso.parts.server import ServerParts

    return ServerParts(parts)
