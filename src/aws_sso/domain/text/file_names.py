"""File names for instances and roles, whatever characters those hold."""

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.@=+,")
_LONGEST = 200


def file_name(text: str) -> str:
    """Return a file name that stands for `text` and for nothing else.

    Upper-case letters become `!` and the small letter, so that names stay apart on file systems
    that do not tell case; other characters become `%XX` of their UTF-8 bytes. A name too long for a
    file system ends in a hash instead.
    """
    encoded = "".join(
        c
        if c in _PLAIN
        else f"!{c.lower()}"
        if "A" <= c <= "Z"
        else "".join(f"%{byte:02x}" for byte in c.encode("utf-8", "surrogatepass"))
        for c in text
    )
    if encoded.startswith("."):
        encoded = f"%2e{encoded[1:]}"
    if len(encoded) > _LONGEST:
        from hashlib import sha256

        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{encoded[: _LONGEST - 70]}%hash-{digest}"
    return encoded


def text_of(name: str) -> str | None:
    """Return the text that a file name stands for; None if it ends in a hash or is not ours."""
    from urllib.parse import unquote_to_bytes

    if "%hash-" in name:
        return None
    first, *capitals = name.split("!")
    plain = first + "".join(part[:1].upper() + part[1:] for part in capitals)
    try:
        return unquote_to_bytes(plain).decode("utf-8", "surrogatepass")
    except ValueError:
        return None
