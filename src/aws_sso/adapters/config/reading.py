"""Reads config.yaml into settings; errors name file, line and key."""

from pathlib import Path

import yaml

from aws_sso.adapters.config.document import Document, is_null
from aws_sso.adapters.config.values import Values
from aws_sso.adapters.files.ours import read_ours
from aws_sso.annotations import Any, Callable, Mapping
from aws_sso.domain.aws.arn import account_id, partition_of
from aws_sso.domain.settings import keys
from aws_sso.domain.settings.chains import loops_in
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
from aws_sso.domain.text.json_text import WithoutCollecting
from aws_sso.domain.text.nearest import nearest
from aws_sso.errors import ConfigError

_LISTS = (Kind.TEXTS, Kind.ORIGINS, Kind.SCOPES, Kind.REGIONS)
_MAPS = (Kind.TEXT_MAP, Kind.POLICIES, Kind.TAGS, Kind.ACCOUNTS, Kind.ROLES)


def load_settings(path: Path) -> ReadSettings:
    """Read the settings from `path`.

    Raises ConfigError naming file, line, key, what was found and what is allowed.
    """
    return settings_from_text(_text(path), path)


def settings_from_text(text: str, path: Path) -> ReadSettings:
    """Read the settings from the text of a file; errors name `path`.

    Raises ConfigError as `load_settings` does.
    """
    with WithoutCollecting():
        document = Document(text, path)
        settings = _Reader(document).settings()
        return ReadSettings(settings, tuple(document.warnings))


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


class _Reader:
    """Turns a document into settings."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._readers: dict[Kind, Callable[[yaml.Node, Key, str], Any]] = {
            **Values(document).readers,
            Kind.INSTANCES: self._instances,
            Kind.ACCOUNTS: self._accounts,
            Kind.ROLES: self._roles,
            Kind.ONE_PASSWORD: self._one_password,
        }
        self._without_via: list[tuple[yaml.Node, str, RoleSettings]] = []

    def settings(self) -> Settings:
        """Return what the document says. Raises ConfigError."""
        root = self._document.root
        fields = self._fields(root, keys.TOP_KEYS, "the file")
        if fields["urls.firefox_open_url_in_container"] and fields["urls.action"] == "open":
            fields["urls.action"] = "open-url-in-container"
        command = fields["urls.exec_command"]
        if command and sum(argument.count("%s") for argument in command) != 1:
            raise self._document.error(
                root,
                "UrlExecCommand",
                f"found `%s` {sum(a.count('%s') for a in command)} times in it",
                "a list in which exactly one argument contains `%s`, for the URL",
            )
        if fields["urls.action"] == "exec" and not command:
            raise self._document.error(
                root, "UrlAction", "found `exec` without `UrlExecCommand`", "both, or neither"
            )
        if fields["store.kind"] == "json" and not fields["store.json_file"]:
            raise self._document.error(
                root, "SecureStore", "found `json` without `JsonStore`", "the path of a file"
            )
        return settings_of(fields)

    def _fields(self, node: yaml.Node, table: tuple[Key, ...], where: str) -> dict[str, Any]:
        """Read a map using a table of keys; unknown keys become warnings, missing ones defaults."""
        by_name = {name: key for key in table for name in (key.name, *key.old_names)}
        given: dict[str, tuple[yaml.Node, Any]] = {}
        for name, (key_node, value_node) in self._document.entries(node, where).items():
            key = by_name.get(name)
            if key is None:
                self._warn_unknown(key_node, name, by_name, where)
                continue
            if key.field_name in given:
                raise self._document.error(
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
                raise self._document.error(
                    at, key.name, f"missing from {where}", f"{key.expected()}"
                )
            else:
                empty = key.kind in _MAPS
                fields[key.field_name] = {} if empty else key.default
        return fields

    def _warn_unknown(
        self, node: yaml.Node, name: str, known: Mapping[str, Key], where: str
    ) -> None:
        near = nearest(name, known, cutoff=0.8)
        meant = f"; did you mean `{near[0]}`?" if near else ""
        self._document.warn(node, f"unknown key `{name}` in {where} is ignored{meant}")

    def _value(self, node: yaml.Node, key: Key, name: str) -> Any:
        """Read one value; None means empty."""
        if is_null(node):
            return () if key.kind in _LISTS else None
        return self._readers[key.kind](node, key, name)

    def _instances(self, node: yaml.Node, key: Key, name: str) -> dict[str, InstanceSettings]:
        instances: dict[str, InstanceSettings] = {}
        for instance, (key_node, value) in self._document.entries(node, name).items():
            if not instance or not instance.isprintable():
                raise self._document.error(
                    key_node, name, f"found the instance name {instance!r}", "a printable name"
                )
            fields = self._fields(value, keys.INSTANCE_KEYS, f"instance `{instance}`")
            instances[instance] = InstanceSettings(name=instance, **fields)
            self._warn_without_via(instances[instance].tenant)
            partition = partition_of(instances[instance].sso_region)
            for region in instances[instance].sso_regions:
                if partition_of(region) != partition:
                    raise self._document.error(
                        value, "SSORegions", f"found `{region}`", f"regions of `{partition}`"
                    )
            for loop in loops_in(instances[instance]):
                way = " -> ".join(f"{account}:{role}" for account, role in loop)
                # Only these roles are unusable, so do not stop.
                self._document.warn(value, f"instance `{instance}`: circular `Via`: {way}")
        if not instances:
            raise self._document.error(node, name, "found no instance", "at least one instance")
        return instances

    def _accounts(self, node: yaml.Node, key: Key, name: str) -> dict[str, AccountSettings]:
        accounts: dict[str, AccountSettings] = {}
        for written, (key_node, value) in self._document.entries(node, name).items():
            try:
                account = account_id(written)
            except ValueError:
                raise self._document.error(
                    key_node, name, f"found account id `{written}`", "12 digits"
                ) from None
            if account in accounts:
                raise self._document.error(
                    key_node, name, f"duplicate account {account}", "only one of them"
                )
            fields = self._fields(value, keys.ACCOUNT_KEYS, f"account {account}")
            accounts[account] = AccountSettings(**fields)
        return accounts

    def _roles(self, node: yaml.Node, key: Key, name: str) -> dict[str, RoleSettings]:
        roles = {}
        for role, (key_node, value) in self._document.entries(node, name).items():
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
                    self._document.warn(node, f"role `{role}`: `{key}` has no effect without `Via`")
        self._without_via.clear()

    def _one_password(self, node: yaml.Node, key: Key, name: str) -> OnePasswordSettings:
        return OnePasswordSettings(**self._fields(node, keys.ONE_PASSWORD_KEYS, f"`{name}`"))


def _is_chained(node: yaml.Node) -> bool:
    """Return whether a role has a key `Via`, or may get one from another map by `<<`."""
    return isinstance(node, yaml.MappingNode) and any(
        isinstance(key, yaml.ScalarNode) and key.value in ("Via", "<<") for key, _ in node.value
    )
