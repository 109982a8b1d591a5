"""Reads config.yaml into settings; errors name file, line and key.

The file is parsed into YAML nodes, not Python values. Only nodes keep the line, and the way an
account id was written (`012345670123` is an octal number in YAML 1.1).
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from aws_sso.adapters.files.ours import read_ours
from aws_sso.adapters.files.uncollected import without_collecting
from aws_sso.domain.aws.account_id import account_id
from aws_sso.domain.aws.arn import RoleArn, partition_of
from aws_sso.domain.aws.region import is_region_name
from aws_sso.domain.aws.url import Url
from aws_sso.domain.scope.wish import is_file
from aws_sso.domain.settings import keys
from aws_sso.domain.settings.chains import is_external_id, loops_in
from aws_sso.domain.settings.keys import Key, Kind
from aws_sso.domain.settings.settings import (
    AccountSettings,
    InstanceSettings,
    OnePasswordSettings,
    ReadSettings,
    RoleSettings,
    Settings,
    settings_of,
)
from aws_sso.domain.text.nearest import nearest
from aws_sso.errors import ConfigError

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 100
_MOST_REPEATED = 100_000
"""How many entries aliases and merges may add to the written ones."""
_TENANT = re.compile(r"aa-[a-z0-9-]{1,21}", re.ASCII)
"""botocore's model `account-access-runtime`, TenantId."""
_LISTS = (Kind.TEXTS, Kind.ORIGINS, Kind.SCOPES, Kind.REGIONS)
_MAPS = (Kind.TEXT_MAP, Kind.POLICIES, Kind.TAGS, Kind.ACCOUNTS, Kind.ROLES)
_TRUE = ("true", "yes", "on")
_FALSE = ("false", "no", "off")


def load_settings(path: Path) -> ReadSettings:
    """Read the settings from `path`.

    Raises ConfigError naming file, line, key, what was found and what is allowed.
    """
    return settings_from_text(_text(path), path)


def settings_from_text(text: str, path: Path) -> ReadSettings:
    """Read the settings from the text of a file; errors name `path`.

    Raises ConfigError as `load_settings` does.
    """
    with without_collecting():
        # Each entry has a colon; more entries can come only from aliases.
        reader = _Reader(path, 2 * text.count(":") + _MOST_REPEATED)
        settings = reader.settings(_tree(text, path))
        return ReadSettings(settings, tuple(reader.warnings))


def _text(path: Path) -> str:
    content = read_ours(path)
    if content is None:
        raise ConfigError(
            f"configuration file not found: {path}",
            "run `aws-sso setup wizard` to create one, or name another with `--config`",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path}: not a text file in UTF-8 (byte {error.start})", "save it as UTF-8"
        ) from None


def _tree(text: str, path: Path) -> yaml.Node:
    try:
        _check_depth(text, path)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ConfigError(
            f"{path}:{line}: not valid YAML: {error.problem or error.context}",
            "check the indentation, quotes and brackets on this line and the one before",
        ) from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not valid YAML: {str(error).splitlines()[0]}") from None
    if node is None:
        raise ConfigError(
            f"{path}: the file is empty", "it needs at least `SSOConfig` with one instance"
        )
    return node


def _check_depth(text: str, path: Path) -> None:
    """Raise ConfigError if the file is nested so deeply that libyaml's loader would crash."""
    if all(text.count(mark) <= _DEEPEST for mark in ("[", "{", "- ", "? ", "\n ")):
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise ConfigError(
                f"{path}:{line}: nested too deeply to be a configuration",
                "look for unclosed brackets",
            )


class _Reader:
    """Turns nodes into settings and collects warnings."""

    def __init__(self, path: Path, most_entries: int) -> None:
        self.path = path
        self._entries_left = most_entries
        self.warnings: list[str] = []
        self._without_via: list[tuple[yaml.Node, str, RoleSettings]] = []

    def settings(self, root: yaml.Node) -> Settings:
        fields = self._fields(root, keys.TOP_KEYS, "the file")
        if fields["urls.firefox_open_url_in_container"] and fields["urls.action"] == "open":
            fields["urls.action"] = "open-url-in-container"
        command = fields["urls.exec_command"]
        if command and sum(argument.count("%s") for argument in command) != 1:
            raise self._error(
                root,
                "UrlExecCommand",
                f"found `%s` {sum(a.count('%s') for a in command)} times in it",
                "a list in which exactly one argument contains `%s`, for the URL",
            )
        if fields["urls.action"] == "exec" and not command:
            raise self._error(
                root, "UrlAction", "found `exec` without `UrlExecCommand`", "both, or neither"
            )
        if fields["store.kind"] == "json" and not fields["store.json_file"]:
            raise self._error(
                root, "SecureStore", "found `json` without `JsonStore`", "the path of a file"
            )
        return settings_of(fields)

    def _fields(self, node: yaml.Node, table: tuple[Key, ...], where: str) -> dict[str, Any]:
        """Read a map using a table of keys; unknown keys become warnings, missing ones defaults."""
        by_name = {name: key for key in table for name in (key.name, *key.old_names)}
        given: dict[str, tuple[yaml.Node, Any]] = {}
        for name, (key_node, value_node) in self._entries(node, where).items():
            key = by_name.get(name)
            if key is None:
                self._warn_unknown(key_node, name, by_name, where)
                continue
            if key.field_name in given:
                raise self._error(
                    key_node,
                    name,
                    f"it means the same as `{key.name}`, which is also set"
                    if name != key.name
                    else "its old name is also set",
                    "only one of the two",
                )
            given[key.field_name] = (key_node, self._value(value_node, key, name))
        fields: dict[str, Any] = {}
        for key in table:
            if key.field_name in given and given[key.field_name][1] is not None:
                fields[key.field_name] = given[key.field_name][1]
            elif key.required:
                at = given[key.field_name][0] if key.field_name in given else node
                raise self._error(at, key.name, f"missing from {where}", f"{key.expected()}")
            else:
                empty = key.kind in _MAPS
                fields[key.field_name] = {} if empty else key.default
        return fields

    def _warn_unknown(
        self, node: yaml.Node, name: str, known: Mapping[str, Key], where: str
    ) -> None:
        near = nearest(name, known, cutoff=0.8)
        meant = f"; did you mean `{near[0]}`?" if near else ""
        self.warnings.append(f"{self._at(node)}: unknown key `{name}` in {where} is ignored{meant}")

    def _entries(
        self, node: yaml.Node, where: str, merging: tuple[yaml.Node, ...] = ()
    ) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        """Return the entries of a map by key, as written; merges `<<` entries."""
        if not isinstance(node, yaml.MappingNode):
            if _is_null(node):
                return {}
            raise self._error(node, where, f"found {_shown(node)}", "a map (`key: value` lines)")
        self._count(node, where, 1 + len(node.value))
        entries: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        merged: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._error(key_node, where, f"found {_shown(key_node)} as key", "a text")
            if key_node.tag == "tag:yaml.org,2002:merge":
                if node in merging:
                    raise self._error(key_node, "<<", "it merges itself", "another map")
                if len(merging) >= _DEEPEST:
                    raise self._error(key_node, "<<", "merges within merges", "fewer of them")
                parts = (
                    value_node.value if isinstance(value_node, yaml.SequenceNode) else [value_node]
                )
                for part in parts:
                    found = self._entries(part, where, (*merging, node))
                    self._count(key_node, where, len(found))
                    for name, entry in found.items():
                        merged.setdefault(name, entry)
                continue
            name = str(key_node.value)
            if name in entries:
                first = entries[name][0].start_mark.line + 1
                raise self._error(
                    key_node, name, f"duplicate key (first on line {first})", "only one of them"
                )
            entries[name] = (key_node, value_node)
        return {**merged, **entries}

    def _count(self, node: yaml.Node, where: str, entries: int) -> None:
        """Raise ConfigError if aliases and merges inflate the file."""
        self._entries_left -= entries
        if self._entries_left < 0:
            raise self._error(
                node,
                where,
                "aliases and merges repeat entries too often",
                "entries without aliases",
            )

    def _value(self, node: yaml.Node, key: Key, name: str) -> Any:
        """Read one value; None means empty."""
        if _is_null(node):
            return () if key.kind in _LISTS else None
        read: Callable[[yaml.Node, Key, str], Any] = {
            Kind.TEXT: self._text,
            Kind.INTEGER: self._integer,
            Kind.BOOLEAN: self._boolean,
            Kind.CHOICE: self._choice,
            Kind.REGION: self._region,
            Kind.REGIONS: self._regions,
            Kind.START_URL: self._start_url,
            Kind.ROLE_ARN: self._role_arn,
            Kind.TENANT: self._tenant,
            Kind.EXTERNAL_ID: self._external_id,
            Kind.TEXTS: self._texts,
            Kind.ORIGINS: self._origins,
            Kind.TEXT_MAP: self._text_map,
            Kind.POLICIES: self._policies,
            Kind.SCOPES: self._scopes,
            Kind.TAGS: self._tags,
            Kind.INSTANCES: self._instances,
            Kind.ACCOUNTS: self._accounts,
            Kind.ROLES: self._roles,
            Kind.ONE_PASSWORD: self._one_password,
        }[key.kind]
        return read(node, key, name)

    def _text(self, node: yaml.Node, key: Key, name: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self._error(node, name, f"found {_shown(node)}", key.expected())
        return str(node.value)

    def _integer(self, node: yaml.Node, key: Key, name: str) -> int:
        text = self._text(node, key, name)
        try:
            number = int(text)
        except ValueError:
            raise self._error(node, name, f"found {_shown(node)}", key.expected()) from None
        too_small = key.minimum is not None and number < key.minimum
        if too_small or (key.maximum is not None and number > key.maximum):
            raise self._error(node, name, f"found {number}", key.expected())
        return number

    def _boolean(self, node: yaml.Node, key: Key, name: str) -> bool:
        text = self._text(node, key, name).lower()
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        raise self._error(node, name, f"found {_shown(node)}", key.expected())

    def _choice(self, node: yaml.Node, key: Key, name: str) -> str | None:
        text = self._text(node, key, name)
        if text == "":
            return None
        if text.lower() not in key.allowed:
            raise self._error(node, name, f"found {_shown(node)}", key.expected())
        return text.lower()

    def _region(self, node: yaml.Node, key: Key, name: str) -> str | None:
        text = self._text(node, key, name)
        if text and not is_region_name(text):
            raise self._error(
                node, name, f"found {_shown(node)}", f"{key.expected()}, for example eu-west-1"
            )
        return text or None

    def _regions(self, node: yaml.Node, key: Key, name: str) -> tuple[str, ...]:
        found = self._texts(node, key, name)
        for text in found:
            if not is_region_name(text):
                raise self._error(node, name, f"found `{text}`", f"{key.expected()}: [eu-west-1]")
        return tuple(dict.fromkeys(found))

    def _tenant(self, node: yaml.Node, key: Key, name: str) -> str | None:
        text = self._text(node, key, name)
        if text and not _TENANT.fullmatch(text):
            raise self._error(node, name, f"found {_shown(node)}", key.expected())
        return text or None

    def _start_url(self, node: yaml.Node, key: Key, name: str) -> str:
        text = self._text(node, key, name)
        try:
            # The portal itself shows a `#/` at the end, in the browser's address bar.
            safe = Url.parse(text.partition("#")[0]).is_safe
        except ValueError:
            safe = False
        if not safe:
            raise self._error(
                node,
                name,
                f"found {_shown(node)}",
                f"{key.expected()}, for example https://d-1234567890.awsapps.com/start",
            )
        return text

    def _role_arn(self, node: yaml.Node, key: Key, name: str) -> str | None:
        text = self._text(node, key, name)
        if not text:
            return None
        try:
            return str(RoleArn.parse(text))
        except ValueError:
            raise self._error(
                node,
                name,
                f"found {_shown(node)}",
                f"{key.expected()}, for example arn:aws:iam::123456789012:role/Name",
            ) from None

    def _external_id(self, node: yaml.Node, key: Key, name: str) -> str | None:
        text = self._text(node, key, name)
        if text and not is_external_id(text):
            raise self._error(node, name, f"found {_shown(node)}", key.expected())
        return text or None

    def _texts(self, node: yaml.Node, key: Key, name: str) -> tuple[str, ...]:
        if not isinstance(node, yaml.SequenceNode):
            raise self._error(node, name, f"found {_shown(node)}", key.expected())
        return tuple(self._text(item, key, name) for item in node.value)

    def _origins(self, node: yaml.Node, key: Key, name: str) -> tuple[str, ...]:
        found = []
        for text in self._texts(node, key, name):
            try:
                url = Url.parse(text.rstrip("/"))
            except ValueError as error:
                raise self._error(node, name, f"found `{text}`: {error}", key.expected()) from None
            if url.scheme != "https" or url.path or url.query is not None:
                raise self._error(node, name, f"found `{text}`", key.expected())
            found.append(url.origin)
        return tuple(found)

    def _text_map(self, node: yaml.Node, key: Key, name: str) -> dict[str, str]:
        return {
            entry: "" if _is_null(value) else self._text(value, key, f"{name}.{entry}")
            for entry, (_, value) in self._entries(node, name).items()
        }

    def _policies(self, node: yaml.Node, key: Key, name: str) -> dict[str, str]:
        """Read policies: each is the path of a file, or JSON (maps are converted)."""
        policies = {}
        for entry, (key_node, value) in self._entries(node, name).items():
            if not entry or is_file(entry):
                raise self._error(
                    key_node, name, f"found the name `{entry}`", "names without `/` and `.json`"
                )
            if isinstance(value, yaml.MappingNode):
                policies[entry] = json.dumps(self._plain(value, f"{name}.{entry}"))
            else:
                policies[entry] = self._text(value, key, f"{name}.{entry}")
            if not policies[entry].strip():
                raise self._error(value, f"{name}.{entry}", "found nothing", key.expected())
        return policies

    def _plain(self, node: yaml.Node, name: str) -> Any:
        """Return maps and lists of strings as written: `2012-10-17` is not a date to IAM."""
        if isinstance(node, yaml.MappingNode):
            found = self._entries(node, name).items()
            return {entry: self._plain(value, f"{name}.{entry}") for entry, (_, value) in found}
        if isinstance(node, yaml.SequenceNode):
            self._count(node, name, 1 + len(node.value))
            return [self._plain(item, name) for item in node.value]
        if _is_null(node):
            raise self._error(node, name, "found nothing", "a text, a list or a map")
        return str(node.value)

    def _scopes(self, node: yaml.Node, key: Key, name: str) -> tuple[str, ...]:
        scopes = self._texts(node, key, name)
        for scope in scopes:
            if not scope or is_file(scope):
                raise self._error(node, name, f"found `{scope}`", key.expected())
        return tuple(dict.fromkeys(scopes))

    def _tags(self, node: yaml.Node, key: Key, name: str) -> dict[str, str]:
        if isinstance(node, yaml.SequenceNode):
            tags: dict[str, str] = {}
            for item in node.value:
                if not isinstance(item, yaml.MappingNode):
                    raise self._error(item, name, f"found {_shown(item)}", key.expected())
                tags.update(self._text_map(item, key, name))
            return tags
        if not isinstance(node, yaml.MappingNode):
            raise self._error(node, name, f"found {_shown(node)}", key.expected())
        return self._text_map(node, key, name)

    def _instances(self, node: yaml.Node, key: Key, name: str) -> dict[str, InstanceSettings]:
        instances: dict[str, InstanceSettings] = {}
        for instance, (key_node, value) in self._entries(node, name).items():
            if not instance or not instance.isprintable():
                raise self._error(
                    key_node, name, f"found the instance name {instance!r}", "a printable name"
                )
            fields = self._fields(value, keys.INSTANCE_KEYS, f"instance `{instance}`")
            instances[instance] = InstanceSettings(name=instance, **fields)
            self._warn_without_via(instances[instance].tenant)
            partition = partition_of(instances[instance].sso_region)
            for region in instances[instance].sso_regions:
                if partition_of(region) != partition:
                    raise self._error(
                        value, "SSORegions", f"found `{region}`", f"regions of `{partition}`"
                    )
            for loop in loops_in(instances[instance]):
                way = " -> ".join(f"{account}:{role}" for account, role in loop)
                # Only these roles are unusable, so do not stop.
                self.warnings.append(
                    f"{self._at(value)}: instance `{instance}`: circular `Via`: {way}"
                )
        if not instances:
            raise self._error(node, name, "found no instance", "at least one instance")
        return instances

    def _accounts(self, node: yaml.Node, key: Key, name: str) -> dict[str, AccountSettings]:
        accounts: dict[str, AccountSettings] = {}
        for written, (key_node, value) in self._entries(node, name).items():
            try:
                account = account_id(written)
            except ValueError:
                raise self._error(
                    key_node, name, f"found account id `{written}`", "12 digits"
                ) from None
            if account in accounts:
                raise self._error(
                    key_node, name, f"duplicate account {account}", "only one of them"
                )
            fields = self._fields(value, keys.ACCOUNT_KEYS, f"account {account}")
            accounts[account] = AccountSettings(**fields)
        return accounts

    def _roles(self, node: yaml.Node, key: Key, name: str) -> dict[str, RoleSettings]:
        roles = {}
        for role, (key_node, value) in self._entries(node, name).items():
            table = keys.ROLE_KEYS if _is_chained(value) else keys.UNCHAINED_ROLE_KEYS
            roles[role] = RoleSettings(**self._fields(value, table, f"role `{role}`"))
            if not roles[role].via:
                self._without_via.append((key_node, role, roles[role]))
        return roles

    def _warn_without_via(self, tenant: str | None) -> None:
        """Warn of keys of the last instance's roles that need `Via`; some serve a tenant's too."""
        for node, role, settings in self._without_via:
            duration = None if tenant else settings.duration_seconds
            for key, value in (
                ("ExternalId", settings.external_id),
                ("DurationSeconds", duration),
            ):
                if value is not None:
                    self.warnings.append(
                        f"{self._at(node)}: role `{role}`: `{key}` has no effect without `Via`"
                    )
        self._without_via.clear()

    def _one_password(self, node: yaml.Node, key: Key, name: str) -> OnePasswordSettings:
        return OnePasswordSettings(**self._fields(node, keys.ONE_PASSWORD_KEYS, f"`{name}`"))

    def _error(self, node: yaml.Node, name: str, found: str, allowed: str) -> ConfigError:
        return ConfigError(f"{self._at(node)}: `{name}`: {found}", f"allowed: {allowed}")

    def _at(self, node: yaml.Node) -> str:
        return f"{self.path}:{node.start_mark.line + 1}"


def _is_chained(node: yaml.Node) -> bool:
    """Return whether a role has a key `Via`, or may get one from another map by `<<`."""
    return isinstance(node, yaml.MappingNode) and any(
        isinstance(key, yaml.ScalarNode) and key.value in ("Via", "<<") for key, _ in node.value
    )


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _shown(node: yaml.Node) -> str:
    """Describe a node, short enough for a message."""
    if isinstance(node, yaml.MappingNode):
        return "a map"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    text = str(node.value)
    return f"`{text if len(text) <= 60 else text[:57] + '…'}`"
