"""A command line being typed, split like bash does; may be incomplete."""

from aws_sso.domain.frozen import frozen

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%+,-./:=@_")


@frozen
class Typed:
    """The words before the cursor and the word at it, without quotes.

    `starts` are the positions in the line where these words and the last one begin. `quote` is the
    quote still open, if any. `fixed` is the part of the last word that bash treats as a separate
    word, so a completion must not repeat it.
    """

    words: tuple[str, ...]
    last: str
    starts: tuple[int, ...] = ()
    quote: str = ""
    fixed: str = ""


def typed(line: str, word_breaks: str = "") -> Typed:
    """Parse a line up to the cursor; `word_breaks` is bash's `$COMP_WORDBREAKS`."""
    breaks = set(word_breaks) & set(":=@")
    words: list[str] = []
    word: str | None = None
    starts: list[int] = []
    quote = fixed = ""
    at = 0
    while at < len(line):
        c = line[at]
        if word is None and c not in " \t\n":
            starts.append(at)
        at += 1
        following = line[at : at + 1]
        if quote == "'" or (quote == '"' and c != "\\"):
            if c == quote:
                quote = ""
            else:
                word = (word or "") + c
        elif c == "\\":
            at += 1
            keeps = quote == '"' and following not in ('"', "\\", "$", "`")
            word = (word or "") + ("\\" if keeps else "") + following
        elif c in "'\"":
            quote = c
            word = word or ""
        elif c in " \t\n":
            if word is not None:
                words.append(word)
            word, fixed = None, ""
        else:
            word = (word or "") + c
            if c in breaks:
                fixed = word
    if word is None:
        starts.append(len(line))
    return Typed(tuple(words), word or "", tuple(starts), quote, "" if quote else fixed)


def as_typed(value: str, so_far: Typed) -> str:
    """Return the text with which bash must replace the last word to mean `value`."""
    if so_far.quote == '"':
        return "".join(f"\\{c}" if c in '"\\$`' else c for c in value)
    if so_far.quote == "'":
        return value.replace("'", "'\\''")
    rest = value.removeprefix(so_far.fixed)
    return "".join(c if c in _PLAIN or not c.isascii() else f"\\{c}" for c in rest)
