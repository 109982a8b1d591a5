"""Giving the AWS CLI's cache an access token, for the instances that the user chose.

The choice is noted by instance and lasts until it is taken back: `logout` deletes the files, and
the next sign-in writes them again.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.cli_token import cli_token_name, cli_token_text, is_cli_token_of_ours
from aws_sso.domain.session.token import Token
from aws_sso.errors import SsoError


class ExportNotes(Protocol):
    """What is exported: by instance, the keys that the AWS CLI looks the token up by."""

    def all(self) -> Mapping[str, Sequence[str]]: ...
    def note(self, instance: str, keys: Sequence[str]) -> None: ...
    def forget(self, instance: str) -> None: ...


class CliCache(Protocol):
    """The AWS CLI's folder of tokens.

    `content` is None without such a file. All raise FileAccessError and UnsafeFileError.
    """

    def content(self, name: str) -> object | None: ...
    def write(self, name: str, text: str) -> str: ...
    def delete(self, name: str) -> None: ...


@frozen
class ExportPorts:
    """What exporting needs; `region` is the one of the instance."""

    notes: ExportNotes
    cache: CliCache
    instance: str
    region: str
    warn: Callable[[str], None]


def begin_export(ports: ExportPorts, keys: Sequence[str]) -> None:
    """Note what to export; raises SsoError for a file that another instance or the AWS CLI has."""
    for instance, taken in ports.notes.all().items():
        both = [key for key in keys if key in taken]
        if both and instance != ports.instance:
            raise SsoError(
                f"the token of `{instance}` is exported as `{both[0]}` already",
                "choose the name of another sso-session in ~/.aws/config: `--session NAME`",
            )
    for key in keys:
        _check_free(ports.cache, key)
    before = ports.notes.all().get(ports.instance, ())
    _delete(ports.cache, [key for key in before if key not in keys])
    ports.notes.note(ports.instance, keys)


def export(ports: ExportPorts, token: Token) -> list[str]:
    """Write the token's files, and return their paths; one that is not ours is warned of."""
    written = []
    for key in ports.notes.all().get(ports.instance, ()):
        try:
            _check_free(ports.cache, key)
            name = cli_token_name(key)
            written.append(ports.cache.write(name, cli_token_text(token, ports.region)))
        except SsoError as error:
            ports.warn(f"the token is not exported to the AWS CLI: {error.message}")
    return written


def withdraw(ports: ExportPorts) -> None:
    """Delete the files, for the token is no longer good; raises FileAccessError."""
    _delete(ports.cache, ports.notes.all().get(ports.instance, ()))


def end_export(ports: ExportPorts) -> bool:
    """Delete the files and forget the choice; returns whether there was one."""
    if ports.instance not in ports.notes.all():
        return False
    withdraw(ports)
    ports.notes.forget(ports.instance)
    return True


def _check_free(cache: CliCache, key: str) -> None:
    content = cache.content(cli_token_name(key))
    if content is not None and not is_cli_token_of_ours(content):
        raise SsoError(
            f"the AWS CLI has a session of its own for `{key}`",
            "end it with `aws sso logout`; its token would be lost otherwise",
        )


def _delete(cache: CliCache, keys: Sequence[str]) -> None:
    for key in keys:
        name = cli_token_name(key)
        if is_cli_token_of_ours(cache.content(name)):
            cache.delete(name)
