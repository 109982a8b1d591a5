"""A cache of config.yaml, so that commands parse YAML only after it has changed.

state/settings.json: {"made_from": [PROGRAM-VERSION, PATH, STATE of the file], "warnings": [TEXT],
"settings": {FIELD: VALUE}}.
"""

import os

from aws_sso.adapters.files.ours import check_folder, folder_of, open_ours, read_ours
from aws_sso.annotations import Any, StrPath
from aws_sso.domain.frozen import as_plain, replace
from aws_sso.domain.settings.settings import (
    GROUPS,
    AccountSettings,
    InstanceSettings,
    OnePasswordSettings,
    ReadSettings,
    RoleSettings,
    Settings,
    settings_of,
)
from aws_sso.domain.text.file_names import file_state
from aws_sso.domain.text.json_text import WithoutCollecting, parsed, written
from aws_sso.errors import FileAccessError, UnsafeFileError
from aws_sso.version import __version__


def read_settings(config: StrPath, cache: StrPath) -> ReadSettings:
    """Return what `load_settings` returns for `config`; raises the same errors.

    Also raises UnsafeFileError if another user may write to either file, since they may name
    programs to run.
    """
    with WithoutCollecting():
        return _read_settings(config, cache)


def _read_settings(config: StrPath, cache: StrPath) -> ReadSettings:
    check_folder(folder_of(config))
    try:
        kept = read_ours(cache, hidden=True)
        state = _state_of(config)
        content = parsed(kept or b"")
        if content["made_from"] == [__version__, os.fspath(config), state]:
            return ReadSettings(_settings(content["settings"]), tuple(content["warnings"]), state)
    except (OSError, FileAccessError, ValueError, KeyError, TypeError, AttributeError):
        pass  # Missing, damaged, or from an older version: treat all alike.
    return _load_and_keep(config, cache)


def _state_of(config: StrPath) -> str:
    """Return the state of config.yaml; raises UnsafeFileError, or OSError if it is missing."""
    descriptor = open_ours(config, os.O_RDONLY)
    try:
        return file_state(os.fstat(descriptor))
    finally:
        os.close(descriptor)


def _load_and_keep(config: StrPath, cache: StrPath) -> ReadSettings:
    from pathlib import Path

    from aws_sso.adapters.config.reading import load_settings
    from aws_sso.adapters.files.files import make_private_folder, write_atomically

    try:
        state = _state_of(config)  # taken before reading, so that a change in between is noticed
    except (OSError, FileAccessError):
        state = ""
    loaded = load_settings(Path(config))
    content = {
        "made_from": [__version__, os.fspath(config), state],
        "warnings": loaded.warnings,
        "settings": as_plain(loaded.settings),
    }
    try:
        make_private_folder(folder_of(cache), hidden=True)
        write_atomically(cache, written(content).encode())
    except (FileAccessError, UnsafeFileError, ValueError):
        pass  # The next command parses the file again.
    return replace(loaded, state=state)


def _settings(fields: dict[str, Any]) -> Settings:
    flat: dict[str, Any] = {}
    for name, value in fields.items():
        if name in GROUPS:
            flat |= {f"{name}.{one}": _value(content) for one, content in value.items()}
        else:
            flat[name] = value
    one_password = flat["store.one_password"]
    flat["store.one_password"] = OnePasswordSettings(**one_password) if one_password else None
    flat["instances"] = {name: _instance(one) for name, one in flat["instances"].items()}
    return settings_of(flat)


def _value(content: Any) -> Any:
    return tuple(content) if isinstance(content, list) else content


def _instance(fields: dict[str, Any]) -> InstanceSettings:
    accounts = {account: _account(one) for account, one in fields.pop("accounts").items()}
    regions = tuple(fields.pop("sso_regions"))
    return InstanceSettings(accounts=accounts, sso_regions=regions, **fields)


def _account(fields: dict[str, Any]) -> AccountSettings:
    roles = {name: _role(one) for name, one in fields.pop("roles").items()}
    return AccountSettings(roles=roles, scopes=tuple(fields.pop("scopes")), **fields)


def _role(fields: dict[str, Any]) -> RoleSettings:
    return RoleSettings(scopes=tuple(fields.pop("scopes")), **fields)
