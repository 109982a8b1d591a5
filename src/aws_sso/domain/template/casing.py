"""Letter case of names: snake case, kebab case, camel case, initials."""

import re

from aws_sso.annotations import Iterator


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Split a text into words with their kinds.

    `upper`: begins with an upper-case letter; `lower`: other letters; `number`; `joint`: hyphens,
    underscores, white space; `other`: punctuation. `HTTPServer` is `HTTP` and `Server`.
    """
    position = 0
    while position < len(text):
        kind = _kind(text[position])
        end = position + 1
        while end < len(text) and _kind(text[end]) == kind:
            end += 1
        if kind == "upper" and end < len(text) and _kind(text[end]) == "lower":
            if end - position > 1:
                end -= 1  # The last capital begins the next word.
            else:
                while end < len(text) and _kind(text[end]) == "lower":
                    end += 1
        yield kind, text[position:end]
        position = end


def _kind(c: str) -> str:
    if c in "-_" or c.isspace():
        return "joint"
    if c.isupper():
        return "upper"
    if c.isdigit():
        return "number"
    return "lower" if c.isalpha() else "other"


def joined_words(text: str, joint: str) -> str:
    """Return the words of `text` in lower case, with `joint` between them.

    A number belongs to the word before it (`ReadOnly2`: `read-only2`) or, if lower-case letters
    follow, to those (`x2xx`: `x-2xx`). Existing joints are kept.
    """
    words = list(_words(text))
    parts: list[str] = []
    for number, (kind, word) in enumerate(words):
        before = words[number - 1][0] if number else "joint"
        after = words[number + 1][0] if number + 1 < len(words) else "joint"
        if _begins_anew(kind, before, after, words, number):
            parts.append(joint)
        parts.append(joint * len(word) if kind == "joint" else word.lower())
    return "".join(parts)


def _begins_anew(
    kind: str, before: str, after: str, words: list[tuple[str, str]], number: int
) -> bool:
    if kind in ("joint", "other") or before in ("joint", "other"):
        return False
    if kind == "number":
        return after == "lower"
    return not (before == "number" and kind == "lower")


def camel_case(text: str) -> str:
    """Return `text` with a capital in place of each joint: `some_words` becomes `SomeWords`."""
    leading = re.match(r"_*", text)
    start = leading.end() if leading else 0
    parts = re.split(r"[-_\s]+", text[start:])
    return text[:start] + "".join(part[:1].upper() + part[1:] for part in parts)


def initials(text: str) -> str:
    """Return the first letter of each word."""
    return "".join(word[0] for word in text.split())


def swap_case(text: str) -> str:
    """Return `text` with cases swapped; a small letter that begins a word becomes a capital."""
    return "".join(c.lower() if c.isupper() else c.upper() for c in text)


def title(text: str) -> str:
    """Return `text` with each word's first letter as a capital."""
    return re.sub(r"(^|[^\w'])(\w)", lambda m: m.group(1) + m.group(2).upper(), text)


def untitle(text: str) -> str:
    """Return `text` with each word's first letter small."""
    return re.sub(r"(^|\s)(\S)", lambda m: m.group(1) + m.group(2).lower(), text)


def wrapped(text: str, width: int, newline: str, break_long: bool) -> str:
    """Break `text` at spaces into lines of at most `width` characters."""
    width = max(1, width)
    lines: list[str] = []
    position = 0
    while len(text) - position > width:
        if text[position] == " ":
            position += 1
            continue
        space = text.rfind(" ", position, position + width + 1)
        if space >= position:
            lines.append(text[position:space])
            position = space + 1
        elif break_long:
            lines.append(text[position : position + width])
            position += width
        else:
            space = text.find(" ", position + width)
            if space < 0:
                break
            lines.append(text[position:space])
            position = space + 1
    return newline.join([*lines, text[position:]])
