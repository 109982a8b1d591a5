"""File names for instances and roles, and what of a file's state changes with its content."""

TYPE_CHECKING = False
if TYPE_CHECKING:  # The hot lane imports this module and avoids `typing`.
    from aws_sso.annotations import Protocol

    class Status(Protocol):
        """The fields of `os.stat_result` that matter."""

        @property
        def st_size(self) -> int: ...
        @property
        def st_mtime_ns(self) -> int: ...
        @property
        def st_ctime_ns(self) -> int: ...
        @property
        def st_ino(self) -> int: ...


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.@=+,")
_LONGEST = 200


def file_name(text: str) -> str:
    """Return a unique file name for `text`.

    Upper-case letters become `!` and the lower-case letter, so that names stay distinct on
    case-insensitive file systems. Other characters become `%XX` for each UTF-8 byte. A name too
    long for a file system is cut and ends in a hash.
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
    """Return the text for a file name; None if it ends in a hash or is not ours."""
    if "%hash-" in name:
        return None
    first, *capitals = name.split("!")
    plain = first + "".join(part[:1].upper() + part[1:] for part in capitals)
    start, *escaped = plain.split("%")
    try:
        others = [bytes.fromhex(part[:2]) + part[2:].encode() for part in escaped]
        return b"".join([start.encode(), *others]).decode("utf-8", "surrogatepass")
    except ValueError:
        return None


def file_state(status: "Status") -> str:
    """Return what changes whenever a file's content does: size, times and inode, as text."""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
