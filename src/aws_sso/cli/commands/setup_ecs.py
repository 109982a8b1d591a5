"""`setup ecs`: the credential server's token and certificate."""

import sys
from pathlib import Path

import click

from aws_sso.annotations import TYPE_CHECKING
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
@flag("--delete", "-d", help="Delete the token; the next server creates a new one.")
@flag("--print", field="print_it", help="Print it.")
def auth(parts: Parts, bearer_token: str | None, delete: bool, print_it: bool) -> None:
    """Replace, delete or print the server's token.

    The first server creates a token; clients get tokens derived from it, which end with the server.
    A token that you set opens all slots permanently; see the documentation for the risk. A replaced
    or deleted token stops working at once, also on running servers. Use `-` to keep it out of the
    process list.
    """
    if (bearer_token is not None) + delete + print_it != 1:
        raise UsageError("choose one of `--bearer-token`, `--delete` and `--print`")
    if print_it:
        write(_server(parts).token().reveal() + "\n")
    elif delete:
        say("deleted the token" if _server(parts).drop_token() else "nothing to delete")
    else:
        given = bearer_token or ""
        text = sys.stdin.readline().strip() if given == "-" else given
        parts.files.prepare_folder()
        _server(parts).replace_token(text)
        say("replaced the token, also on running servers")


@command.takes("ssl")
@option(
    "--certificate",
    "-c",
    metavar="FILE",
    help="Certificate with its chain, in PEM format.",
    completes=values.files,
)
@option(
    "--private-key",
    "-k",
    metavar="FILE",
    help="Private key in PEM format; `-` reads it from stdin.",
    completes=values.files,
)
@flag("--delete", "-d", help="Delete the certificate and stop using TLS.")
@flag("--print", "-p", field="print_it", help="Print the certificate.")
def ssl(
    parts: Parts,
    certificate: str | None,
    private_key: str | None,
    delete: bool,
    print_it: bool,
) -> None:
    """Store your certificate for the server (with its key encrypted), or delete or print it.

    With a certificate, `ecs server` uses TLS and may listen on addresses other than loopback.
    """
    if bool(certificate and private_key) + delete + print_it != 1:
        raise UsageError(
            "choose one of `--certificate` with `--private-key`, `--delete` and `--print`"
        )
    if print_it:
        write(_server(parts).certificate())
    elif delete:
        gone = _server(parts).secrets.drop_certificate()
        say("deleted the certificate" if gone else "nothing to delete")
    else:
        key = sys.stdin.read() if private_key == "-" else _text(parts, private_key)
        parts.files.prepare_folder()
        _server(parts).keep_certificate(_text(parts, certificate), Secret(key))
        say("the server will use TLS from its next start")


def _text(parts: Parts, file: str | None) -> str:
    return parts.files.text_of(Path(file or ""))


def _server(parts: Parts) -> "ServerParts":
    from aws_sso.parts.server import ServerParts

    return ServerParts(parts)
