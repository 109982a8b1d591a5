"""Picker queries: words, and tag conditions such as `Env=prod`."""

import re
import unicodedata

from aws_sso.domain.frozen import frozen

_TOKEN = re.compile(r'(?P<key>[^\s="]+)=(?:"(?P<quoted>[^"]*)"?|(?P<value>\S*))|(?P<word>\S+)')
_NOT_A_WORD = re.compile(r"[\W_]+")
_ARN = "arn:"


@frozen
class TagCondition:
    """A tag that a role must have, with `value` (lower case) in its value."""

    key: str
    value: str


@frozen
class RoleQuery:
    """All conditions must match. Words are lower case, without accents and punctuation."""

    words: tuple[str, ...]
    conditions: tuple[TagCondition, ...]
    arn: str | None = None

    def __bool__(self) -> bool:
        return bool(self.words or self.conditions or self.arn)


def read_query(text: str) -> RoleQuery:
    """Parse the typed text. A pasted ARN means that role; quotes keep a tag value together."""
    words: list[str] = []
    conditions: list[TagCondition] = []
    arn = None
    for found in _TOKEN.finditer(text):
        word = found["word"]
        if word is None:
            value = found["quoted"] if found["quoted"] is not None else found["value"]
            conditions.append(TagCondition(found["key"].lower(), value.lower()))
        elif word.startswith(_ARN) and word.count(":") >= 5:
            arn = word
        else:
            words += words_of(word)
    return RoleQuery(tuple(words), tuple(conditions), arn)


def words_of(text: str) -> list[str]:
    """Return a text's words, ready to compare; a text without letters is one word."""
    plain = plain_text(text)
    return [word for word in _NOT_A_WORD.split(plain) if word] or ([plain] if plain else [])


def plain_text(text: str) -> str:
    """Return a text in lower case, without accents, so that `uni` finds `Üni`."""
    if text.isascii():
        return text.lower()
    split = unicodedata.normalize("NFKD", text)
    return "".join(c for c in split if not unicodedata.combining(c)).lower()


def tag_term(key: str, value: str) -> str:
    """Return the query text for a tag's value."""
    return f'{key}="{value}"' if any(c.isspace() for c in value) else f"{key}={value}"
