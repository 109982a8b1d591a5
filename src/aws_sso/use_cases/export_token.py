"""Exports access tokens to the AWS CLI's cache, for instances that the user chose.

The choice is recorded by instance until the user reverts it: `logout` deletes the files, and the
next sign-in writes them again.
"""

from aws_sso.annotations import Callable, Mapping, Protocol, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.cli_token import cli_token_name, cli_token_text, is_cli_token_of_ours
from aws_sso.domain.session.token import Token
from aws_sso.errors import SsoError


class ExportNotes(Protocol):
    """The recorded exports: by instance, the AWS CLI's keys for the token."""

    def all(self) -> Mapping[str, Sequence[str]]: ...
    def note(self, instance: str, keys: Sequence[str]) -> None: ...
    def forget(self, instance: str) -> None: ...


class CliCache(Protocol):
    """The AWS CLI's token folder.

    `content` is None if the file does not exist. All raise FileAccessError and UnsafeFileError.
    """

    def content(self, name: str) -> object | None: ...
    def write(self, name: str, text: str) -> str: ...
    def delete(self, name: str) -> None: ...


@frozen
class ExportPorts:
    """What exporting needs; `region` is the instance's."""

    notes: ExportNotes
    cache: CliCache
    instance: str
    region: str
    warn: Callable[[str], None]


def begin_export(ports: ExportPorts, keys: Sequence[str]) -> None:
    """Record what to export; raises SsoError if another instance or the AWS CLI owns the file."""
    for instance, taken in ports.notes.all().items():
        both = [key for key in keys if key in taken]
        if both and instance != ports.instance:
            raise SsoError(
                f"the token of `{instance}` is already exported as `{both[0]}`",
                "choose another sso-session in ~/.aws/config with `--session NAME`",
            )
    for key in keys:
        _check_free(ports.cache, key)
    before = ports.notes.all().get(ports.instance, ())
    _delete(ports.cache, [key for key in before if key not in keys])
    ports.notes.note(ports.instance, keys)


def export(ports: ExportPorts, token: Token) -> list[str]:
    """Write the token's files and return their paths; warns about files that are not ours."""
    written = []
    for key in ports.notes.all().get(ports.instance, ()):
        try:
            _check_free(ports.cache, key)
            name = cli_token_name(key)
            written.append(ports.cache.write(name, cli_token_text(token, ports.region)))
        except SsoError as error:
            ports.warn(f"could not export the token to the AWS CLI: {error.message}")
    return written


def withdraw(ports: ExportPorts) -> None:
    """Delete the files of a token that is no longer valid; raises FileAccessError."""
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
            f"the AWS CLI has its own session for `{key}`",
            "end it with `aws sso logout`; otherwise its token would be lost",
        )


def _delete(cache: CliCache, keys: Sequence[str]) -> None:
    for key in keys:
        name = cli_token_name(key)
        if is_cli_token_of_ours(cache.content(name)):
            cache.delete(name)
