"""config.yaml as YAML nodes: parsed with limits, and errors that name file, line and key.

Nodes, not Python values: only nodes keep the line, and the way an account id was written
(`012345670123` is an octal number in YAML 1.1).
"""

from pathlib import Path

import yaml

from aws_sso.annotations import Any
from aws_sso.errors import ConfigError

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 100
_MOST_REPEATED = 100_000
"""How many entries aliases and merges may add to the written ones."""


class Document:
    """A YAML file; hands out the entries of its maps and words its errors and warnings.

    Raises ConfigError for a text that is not YAML, nested too deeply, or empty.
    """

    def __init__(self, text: str, path: Path) -> None:
        self._path = path
        # Each entry has a colon; more entries can come only from aliases.
        self._entries_left = 2 * text.count(":") + _MOST_REPEATED
        self.root = _tree(text, path)
        self.warnings: list[str] = []

    def entries(
        self, node: yaml.Node, where: str, merging: tuple[yaml.Node, ...] = ()
    ) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        """Return the entries of a map by key, as written; merges `<<` entries."""
        if not isinstance(node, yaml.MappingNode):
            if is_null(node):
                return {}
            raise self.error(node, where, f"found {shown(node)}", "a map (`key: value` lines)")
        self.count(node, where, 1 + len(node.value))
        entries: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        merged: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self.error(key_node, where, f"found {shown(key_node)} as key", "a text")
            if key_node.tag == "tag:yaml.org,2002:merge":
                if node in merging:
                    raise self.error(key_node, "<<", "it merges itself", "another map")
                if len(merging) >= _DEEPEST:
                    raise self.error(key_node, "<<", "merges within merges", "fewer of them")
                parts = (
                    value_node.value if isinstance(value_node, yaml.SequenceNode) else [value_node]
                )
                for part in parts:
                    found = self.entries(part, where, (*merging, node))
                    self.count(key_node, where, len(found))
                    for name, entry in found.items():
                        merged.setdefault(name, entry)
                continue
            name = str(key_node.value)
            if name in entries:
                first = entries[name][0].start_mark.line + 1
                raise self.error(
                    key_node, name, f"duplicate key (first on line {first})", "only one of them"
                )
            entries[name] = (key_node, value_node)
        return {**merged, **entries}

    def count(self, node: yaml.Node, where: str, entries: int) -> None:
        """Raise ConfigError if aliases and merges inflate the file."""
        self._entries_left -= entries
        if self._entries_left < 0:
            raise self.error(
                node,
                where,
                "aliases and merges repeat entries too often",
                "entries without aliases",
            )

    def error(self, node: yaml.Node, name: str, found: str, allowed: str) -> ConfigError:
        """Return the error for a key: what was found at a node, and what is allowed."""
        return ConfigError(f"{self._at(node)}: `{name}`: {found}", f"allowed: {allowed}")

    def warn(self, node: yaml.Node, message: str) -> None:
        """Keep a warning that names the line of a node."""
        self.warnings.append(f"{self._at(node)}: {message}")

    def _at(self, node: yaml.Node) -> str:
        return f"{self._path}:{node.start_mark.line + 1}"


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


def is_null(node: yaml.Node) -> bool:
    """Return whether a key has no value, or the value `null` or `~`."""
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def shown(node: yaml.Node) -> str:
    """Describe a node, short enough for a message."""
    if isinstance(node, yaml.MappingNode):
        return "a map"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    text = str(node.value)
    return f"`{text if len(text) <= 60 else text[:57] + '…'}`"
