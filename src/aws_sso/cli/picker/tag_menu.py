"""Tab in the picker: completes tags, key by key and value by value."""

from aws_sso.annotations import Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.query import tag_term
from aws_sso.domain.roles.search import RoleSearch

_QUOTE = '"'


@frozen
class Item:
    """An item of the menu, and how many roles it leaves."""

    text: str
    count: int


class TagMenu:
    """An open menu: tag keys, or the values of `key`; `start` is where its text begins."""

    def __init__(self, key: str | None, items: Sequence[Item], start: int) -> None:
        self.key = key
        self.items = items
        self.start = start
        self.selected = 0

    def chosen(self, text: str) -> str:
        """Return the input with the selected item inserted."""
        item = self.items[self.selected].text
        head = text[: self.start]
        return f"{head}{item}=" if self.key is None else f"{head}{tag_term(self.key, item)} "

    def move(self, by: int) -> None:
        """Select another item, wrapping around."""
        self.selected = (self.selected + by) % len(self.items)


def menu_for(text: str, search: RoleSearch, found: Sequence[int], first: str | None) -> TagMenu:
    """Return the menu for the input so far; it may be empty.

    `found` are the roles that match without the part being completed; the key `first` comes first.
    """
    start = _last_token(text)
    token = text[start:]
    typed_key, equals, typed = token.partition("=")
    if equals:
        keys = {key.lower(): key for key in search.tag_keys(found)}
        key = keys.get(typed_key.lower(), typed_key)
        values = search.tag_values(found, key)
        wanted = typed.strip(_QUOTE).lower()
        items = [Item(v, n) for v, n in sorted(values.items()) if wanted in v.lower()]
        return TagMenu(key, items, start)
    counts = search.tag_keys(found)
    items = [Item(k, n) for k, n in counts.items() if k.lower().startswith(token.lower())]
    items.sort(key=lambda item: item.text != first)
    return TagMenu(None, items, start)


def without_last_token(text: str) -> str:
    """Return the text before the part that Tab completes."""
    return text[: _last_token(text)]


def _last_token(text: str) -> int:
    """Return where the last token begins; a quoted space does not end one."""
    start, quoted = 0, False
    for at, letter in enumerate(text):
        if letter == _QUOTE:
            quoted = not quoted
        elif letter.isspace() and not quoted:
            start = at + 1
    return start
