"""Settings typed on one line, for the wizard and `--set`."""

import json
from collections.abc import Mapping, Sequence

from aws_sso.annotations import TypeVar
from aws_sso.domain.settings.keys import Key, Kind
from aws_sso.errors import UsageError

T = TypeVar("T")
UNSET = "-"
"""Typed to restore the default."""

Value = str | int | bool | None | tuple[str, ...] | dict[str, str]


def value_from_text(key: Key, text: str) -> Value:
    """Parse the value typed for a key; None for `-`.

    Lists are separated by commas, maps are `KEY=VALUE` separated by commas. JSON works for both,
    for values that contain commas. Raises UsageError if the type does not fit; the reader of
    config.yaml checks whether the value is allowed.
    """
    said = text.strip()
    if said == UNSET:
        return None
    if key.kind is Kind.INTEGER:
        try:
            return int(said)
        except ValueError:
            raise _wrong(key, text) from None
    if key.kind is Kind.BOOLEAN:
        truth = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
        if said.lower() not in truth:
            raise _wrong(key, text)
        return truth[said.lower()]
    if key.kind in (Kind.TEXTS, Kind.ORIGINS):
        if said.startswith("["):
            return tuple(str(one) for one in _json(key, text, list))
        return tuple(part.strip() for part in said.split(",") if part.strip())
    if key.kind is Kind.TEXT_MAP:
        if said.startswith("{"):
            return {str(name): str(value) for name, value in _json(key, text, dict).items()}
        pairs = [part.partition("=") for part in said.split(",") if part.strip()]
        if not all(equals and name.strip() for name, equals, _ in pairs):
            raise _wrong(key, text)
        return {name.strip(): value.strip() for name, _, value in pairs}
    return said


def text_of_value(value: object) -> str:
    """Return a value in typed form; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        if value and all(_is_plain(name) and _is_plain(one) for name, one in value.items()):
            return ", ".join(f"{name}={one}" for name, one in value.items())
        return json.dumps(dict(value), ensure_ascii=False)
    if isinstance(value, Sequence) and not isinstance(value, str):
        if value and all(_is_plain(one) for one in value):
            return ", ".join(value)
        return json.dumps(list(value), ensure_ascii=False)
    return str(value)


def _is_plain(text: object) -> bool:
    """Return whether a text can be a list item without JSON quotes."""
    said = str(text)
    return bool(said) and said == said.strip() and said != UNSET and not set(',=[{"') & set(said)


def _json(key: Key, text: str, kind: type[T]) -> T:
    try:
        content = json.loads(text)
    except ValueError:
        content = None
    if not isinstance(content, kind):
        raise _wrong(key, text)
    return content


def _wrong(key: Key, text: str) -> UsageError:
    return UsageError(
        f"`{text}` is not a valid value for `{key.name}`", f"allowed: {key.expected()}"
    )
