"""The hot lane: `process --arn` with cached credentials, without the rest of the program.

SDKs start this program for every client they build. So the hot lane reads a snapshot of the
settings, one sealed record and the kernel keyring, and prints the JSON stored in the record. It
imports and touches next to nothing else. Anything unexpected (another flag, an expired record, a
locked vault, a changed config.yaml) is left to the normal path, which gives the same answer:
`tests/scenarios/test_hotlane.py` compares the two.

The normal path writes the snapshot; for its format, see adapters/config/snapshot.py.
"""

import os
import sys

from aws_sso.adapters.config.snapshot import FIRST_LINE, NAME, portal_variable
from aws_sso.domain.text.file_names import file_state

_TOO_LARGE = 1 << 20
_WRITE, _USE = 0o022, 0o077
"""Mode bits that must not be set: for readable files, and for hidden ones."""
# Characters that IAM allows in role names; paths are not included.
_ROLE_NAME = frozenset("/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+=,.@_-")


def answer(arguments: list[str]) -> str | None:
    """Return the output for stdout, or None to take the normal path."""
    if "process" not in arguments or not sys.platform.startswith("linux"):
        return None
    try:
        return _credentials(arguments)
    except (OSError, ValueError, LookupError, ImportError):
        return None


def _credentials(arguments: list[str]) -> str | None:
    environ = os.environ
    wanted = _wanted(arguments)
    home = environ.get("HOME", "")
    if wanted is None or environ.get("AWS_SSO_CONFIG") or not os.path.isabs(home):
        return None
    arn, instance = wanted
    folder = _folder(home, environ.get("XDG_CONFIG_HOME"))
    _checked(folder, _WRITE)
    _checked(f"{folder}/state", _USE)
    lines = _content(f"{folder}/state/{NAME}").decode().split("\n")
    config = _checked(f"{folder}/config.yaml", _WRITE)
    _checked(f"{folder}/vault", _USE)
    vault = _checked(f"{folder}/vault/vault.json", _USE)
    if lines[:3] != [FIRST_LINE, file_state(config), file_state(vault)]:
        return None
    if lines[5] != portal_variable(environ):
        return None
    vault_id = lines[3]
    instance = instance or environ.get("AWS_SSO") or lines[4]
    for line in lines[6:]:
        partition, key_id, givers, name = line.split(" ", 3)
        if name == instance:
            break
    else:
        return None
    if not arn.startswith(f"arn:{partition}:iam::"):
        return None
    return _opened(f"{folder}/vault", vault_id, key_id, givers, instance, arn)


def _wanted(arguments: list[str]) -> tuple[str, str] | None:
    """Return the requested ARN and instance ("" for the default), if nothing else is requested."""
    arn = instance = ""
    is_process = False
    rest = iter(arguments)
    for argument in rest:
        if argument == "process" and not is_process:
            is_process = True
            continue
        flag, equals, value = argument.partition("=")
        if not equals:
            value = next(rest, "")
        if is_process and (flag == "--arn" or argument == "-a"):
            arn = value
        elif flag == "--sso" or argument == "-S":
            instance = value
            if not instance:
                return None
        else:
            return None
    if not is_process:
        return None
    start, _, name = arn.partition(":role/")
    account = start.rpartition(":")[2]
    if len(account) != 12 or not (account.isascii() and account.isdigit()):
        return None
    if not name or not _ROLE_NAME.issuperset(name):
        return None
    return arn, instance


def _folder(home: str, xdg: str | None) -> str:
    own = f"{home}/.aws-sso"
    if os.path.exists(own):
        return own
    if xdg and os.path.isabs(xdg):
        return f"{xdg}/aws-sso"
    return f"{home}/.config/aws-sso"


def _checked(path: str, forbidden: int) -> os.stat_result:
    """Return the state of one of our files; raises ValueError if anyone else has access.

    Links behind a link are not checked. They lead to what the normal path found, or the state in
    the snapshot would differ.
    """
    status = os.lstat(path)
    if status.st_mode & 0o170000 == 0o120000:
        _check(status, 0)
        status = os.stat(path)
    _check(status, forbidden)
    return status


def _check(status: os.stat_result, forbidden: int) -> None:
    # `answer` continues on Linux only; the platform is repeated for the type checker.
    if sys.platform == "win32" or status.st_uid not in (os.geteuid(), 0):
        raise ValueError
    if status.st_mode & forbidden:
        # The group may have no other members, but that needs a look at the user database.
        raise ValueError


def _content(path: str) -> bytes:
    """Return the content of one of our hidden files; raises ValueError or OSError otherwise."""
    if sys.platform == "win32":
        raise ValueError
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY)
    try:
        status = os.fstat(file)
        _check(status, _USE)
        if status.st_mode & 0o170000 != 0o100000 or status.st_size >= _TOO_LARGE:
            raise ValueError
        return os.read(file, _TOO_LARGE)
    finally:
        os.close(file)


def _opened(
    vault: str, vault_id: str, key_id: str, givers: str, instance: str, arn: str
) -> str | None:
    """Return the credentials in a role's record, if they are valid and the vault is unlocked."""
    from time import time

    from aws_sso.adapters.vault.record_format import (
        ROLE_CREDENTIALS,
        read_header,
        record_path,
        taken_apart,
        vouched_for,
    )

    record = _content(record_path(vault, instance, ROLE_CREDENTIALS, arn))
    header, nonce, sealed = taken_apart(record)
    record_key, expires, renew_at, bound = read_header(header)
    now = time()
    if record_key != key_id or bound not in givers.split(";") or now >= renew_at or now >= expires:
        return None
    from aws_sso.adapters.vault.aes import aes_gcm
    from aws_sso.adapters.vault.kernel_keyring import keep_memory_private
    from aws_sso.adapters.vault.unlocked import kept_key

    keep_memory_private()
    key = kept_key(vault_id, key_id)
    if key is None:
        return None
    vouched = vouched_for(vault_id, instance, ROLE_CREDENTIALS, arn, header)
    try:
        content = aes_gcm(key).decrypt(nonce, sealed, vouched)
    except Exception:  # InvalidTag; the normal path sets the record aside and reports it.
        return None
    return content.decode() + "\n"
