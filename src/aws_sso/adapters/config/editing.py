"""Changes single values in config.yaml and keeps every other byte.

A YAML library that reads and writes the whole file would reformat it, and some read account ids
with a leading zero as numbers. Here, values are located in the tree of YAML nodes and the text is
changed in place. The result is parsed again and compared. If anything else changed, that is an
error and nothing is written.
"""

import json
import re
from collections.abc import Mapping, Sequence

import yaml

from aws_sso.errors import ConfigError

Value = str | int | bool | None | Sequence[str] | Mapping[str, str]
Path = tuple[str, ...]
ConfigEdits = Mapping[Path, Value]
"""New values by path: `("Threads",)`, `("SSOConfig", NAME, "StartUrl")`."""

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./+@:-]*(?<!:)")
_NOT_TEXT = re.compile(r"(?i)true|false|yes|no|on|off|y|n|null|[-+.\d_:eExXoO]+|\d.*")
_BY_HAND = "change that part by hand; see `aws-sso help configuration`"


def edited(text: str, changes: ConfigEdits) -> str:
    """Return the text of config.yaml with `changes` applied; the value None removes a key.

    Raises ConfigError if the text is not YAML, or cannot be changed safely (an alias in place of a
    value).
    """
    root = _compose(text)
    if root is None:
        return _appended(text, _block(_nested(changes), 0, _newline(text)))
    if not isinstance(root, yaml.MappingNode):
        raise ConfigError("config.yaml is not a map of keys", _BY_HAND)
    splices: list[tuple[int, int, str]] = []
    added: dict[int, tuple[yaml.MappingNode, dict[Path, Value]]] = {}
    for path, value in changes.items():
        parent, depth = _deepest(root, path)
        if depth == len(path) - 1 and (pair := _entry(parent, path[-1])):
            if not _is(pair[1], value):
                splices.append(_replaced(text, *pair, value))
        else:
            added.setdefault(id(parent), (parent, {}))[1][path[depth:]] = value
    for parent, entries in added.values():
        splices.append(_inserted(text, parent, _nested(entries)))
    result = text
    for start, end, new in sorted(splices, reverse=True):
        result = result[:start] + new + result[end:]
    _check(text, result, changes)
    return result


def value_at(text: str, path: Path) -> str | None:
    """Return a scalar value as written; None if it is missing or not a scalar."""
    node: yaml.Node | None = _compose(text)
    for name in path:
        pair = _entry(node, name) if isinstance(node, yaml.MappingNode) else None
        if pair is None:
            return None
        node = pair[1]
    return str(node.value) if isinstance(node, yaml.ScalarNode) and node.value else None


def _compose(text: str) -> yaml.Node | None:
    try:
        # The Python loader, not C: only its marks count characters from the beginning.
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ConfigError(
            f"config.yaml is not valid YAML: {str(error).splitlines()[0]}", "fix it first"
        ) from None
    except RecursionError:
        raise ConfigError("config.yaml is nested too deeply", _BY_HAND) from None
    return node


def _deepest(root: yaml.MappingNode, path: Path) -> tuple[yaml.MappingNode, int]:
    """Return the deepest existing map on the path to a value, and its depth."""
    node = root
    for depth, name in enumerate(path[:-1]):
        pair = _entry(node, name)
        if pair is None:
            return node, depth
        if not isinstance(pair[1], yaml.MappingNode):
            raise ConfigError(f"`{name}` in config.yaml is not a map of keys", _BY_HAND)
        _refuse_alias(*pair)
        node = pair[1]
    return node, len(path) - 1


def _entry(node: yaml.MappingNode, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    return next((pair for pair in node.value if pair[0].value == name), None)


def _refuse_alias(key: yaml.Node, value: yaml.Node) -> None:
    if value.start_mark.index < key.end_mark.index:
        raise ConfigError(
            f"config.yaml, line {key.start_mark.line + 1}: `{key.value}` is an alias",
            _BY_HAND,
        )


def _replaced(text: str, key: yaml.Node, node: yaml.Node, value: Value) -> tuple[int, int, str]:
    _refuse_alias(key, node)
    start, end = node.start_mark.index, _content_end(node)
    gap = " " if text[start - 1] == ":" else ""
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        end -= len(text[start:end]) - len(text[start:end].rstrip())
    return start, end, gap + _flow(value)


def _inserted(
    text: str, parent: yaml.MappingNode, entries: Mapping[str, object]
) -> tuple[int, int, str]:
    if parent.flow_style:
        end = parent.end_mark.index - 1
        before = text[parent.start_mark.index + 1 : end].rstrip()
        end -= len(text[:end]) - len(text[:end].rstrip())
        gap = "" if not before else " " if before.endswith(",") else ", "
        return end, end, gap + _flow(entries)[1:-1]
    indentation = parent.start_mark.column
    place, newline = _next_line(text, _content_end(parent)), _newline(text)
    gap = "" if place == 0 or text[place - 1] == "\n" else newline
    place = _after_own_comments(text, place, indentation)
    # Deeper entries at the same position come first: spaces sort before letters.
    return place, place, gap + _block(entries, indentation, newline)


def _next_line(text: str, place: int) -> int:
    if place and text[place - 1] == "\n":  # a block scalar ends with its line
        return place
    line_end = text.find("\n", place)
    return len(text) if line_end < 0 else line_end + 1


def _after_own_comments(text: str, place: int, indentation: int) -> int:
    """Return the position after the following comments that belong to this map."""
    own = looked_at = place
    for line in text[place:].splitlines(keepends=True):
        looked_at += len(line)
        comment = line.lstrip(" ")
        if comment.startswith("#") and len(line) - len(comment) >= indentation and line[-1] == "\n":
            own = looked_at
        elif comment.strip():
            break
    return own


def _content_end(node: yaml.Node) -> int:
    """Return the end of a node's text, without following comments and blank lines."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        key, value = last if isinstance(last, tuple) else (last, last)
        if value.start_mark.index < key.start_mark.index:  # an alias: its text is its name
            return int(key.end_mark.index)
        return max(int(key.end_mark.index), _content_end(value))
    return int(node.end_mark.index)


def _nested(entries: Mapping[Path, Value]) -> dict[str, object]:
    tree: dict[str, object] = {}
    for path, value in entries.items():
        node = tree
        for name in path[:-1]:
            node = _map(node.setdefault(name, {}))
        node[path[-1]] = value
    return tree


def _block(entries: Mapping[str, object], indentation: int, newline: str) -> str:
    lines = []
    for name, value in entries.items():
        head = f"{' ' * indentation}{_flow(name)}:"
        if isinstance(value, Mapping) and value:
            lines.append(head + newline + _block(value, indentation + 2, newline))
        else:
            lines.append(f"{head} {_flow(value)}{newline}")
    return "".join(lines)


def _appended(text: str, block: str) -> str:
    gap = "" if not text or text.endswith("\n") else _newline(text)
    return text + gap + block


def _flow(value: object) -> str:
    """Return a value on one line; text is unquoted if it is clearly text."""
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and not _NOT_TEXT.fullmatch(value):
            return value
        if '"' in value and "'" not in value and value.isprintable():
            return f"'{value}'"
        return json.dumps(value, ensure_ascii=not value.isprintable())
    if isinstance(value, Sequence):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    return json.dumps(value)


def _newline(text: str) -> str:
    return "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"


def _is(node: yaml.Node, value: Value) -> bool:
    """Return whether a node already has this value."""
    said = _plain(node)
    if value is None:
        return said in ("", "null", "~")
    if isinstance(value, bool):
        truth = ("true", "yes", "on") if value else ("false", "no", "off")
        return isinstance(said, str) and said.lower() in truth
    return bool(said == _plain_value(value))


def _plain(node: yaml.Node) -> object:
    """Return a tree as written: texts, lists of trees, and maps of trees by text."""
    if isinstance(node, yaml.MappingNode):
        return {str(_plain(key)): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one) for one in node.value]
    return str(node.value)


def _plain_value(value: object) -> object:
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        return {str(name): _plain_value(one) for name, one in value.items()}
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) or not isinstance(value, Sequence):
        return str(value)
    return [_plain_value(one) for one in value]


def _check(before: str, after: str, changes: ConfigEdits) -> None:
    """Check that the two texts differ only by `changes`."""
    old, new = _compose(before), _compose(after)
    wanted = _map(_plain(old)) if old is not None else {}
    result = _map(_plain(new)) if new is not None else {}
    for path, value in changes.items():
        here, there = wanted, result
        for name in path[:-1]:
            here = _map(here.setdefault(name, {}))
            there = _map(there.get(name, {}))
        said = there.get(path[-1])
        same = said == _plain_value(value) or (
            # An existing value may be written differently: `yes` for true.
            said == here.get(path[-1]) and new is not None and _is(_at(new, path), value)
        )
        if not same:
            raise ConfigError(f"`{'.'.join(path)}` cannot be written to config.yaml", _BY_HAND)
        here[path[-1]] = said
    if wanted != result:
        raise ConfigError("config.yaml cannot be changed without touching other parts", _BY_HAND)


def _map(value: object) -> dict[str, object]:
    assert isinstance(value, dict)  # `_deepest` refuses anything else on the way
    return value


def _at(node: yaml.Node, path: Path) -> yaml.Node:
    for name in path:
        assert isinstance(node, yaml.MappingNode)
        pair = _entry(node, name)
        assert pair is not None
        node = pair[1]
    return node
