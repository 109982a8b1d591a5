"""JSON without the package `json`, which compiles patterns at each start (0.65 P).

P is an empty Python. The package itself reads and writes by the functions used here, which are
CPython's: `json.scanner.c_make_scanner` and `json.encoder.c_make_encoder`. A Python without them
uses the package.
"""

import gc

from aws_sso.annotations import Any, Callable, NoReturn

_MARK = b"\xef\xbb\xbf"
"""With which some programs of Windows begin a file in UTF-8."""


class WithoutCollecting:
    """Pauses the cycle collector: reading a config.yaml of 5 MB takes half the time."""

    __slots__ = ("_was_on",)

    def __enter__(self) -> None:
        """Pause it."""
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        """Let it run again, if it did before."""
        if self._was_on:
            gc.enable()


def parsed(text: bytes | str) -> Any:
    """Parse JSON (RFC 8259), in UTF-8 if bytes.

    Raises ValueError, also for `NaN`, and if it is nested too deeply.
    """
    content = text if isinstance(text, str) else text.removeprefix(_MARK).decode()
    try:
        # A collection deep in the recursion would run destructors that fail there, noisily.
        with WithoutCollecting():
            return _read(content)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def string_at(text: str, start: int) -> str:
    """Return the string of JSON that begins at a place in a text; raises ValueError if none does.

    To find one value, all of the text would have to be parsed.
    """
    if text[start : start + 1] != '"':
        raise ValueError(f"no string at character {start}")
    try:
        return _scan_string(text, start + 1)[0]
    except SystemError:  # as in `_reader`
        raise ValueError(f"no end of the string at character {start}") from None


def written(content: object, *, sort_keys: bool = False) -> str:
    """Return JSON in ASCII, on one line.

    Raises TypeError for what has no JSON, and ValueError for NaN and infinity.
    """
    return _write_sorted(content) if sort_keys else _write(content)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number in JSON")


class _Reading:
    """How the scanner reads: as `json.JSONDecoder` does by default, but without `NaN`."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = staticmethod(_no_number)


def _read_by_package(text: str) -> Any:
    """Read JSON; for anything else, the package says where it is wrong."""
    from json import loads

    return loads(text, parse_constant=_no_number)


def _reader() -> Callable[[str], Any]:
    try:
        from _json import make_scanner

        how: Any = _Reading()
        scan = make_scanner(how)
    except (ImportError, AttributeError, TypeError):
        return _read_by_package

    def read(text: str) -> Any:
        text = text.strip(" \t\n\r")
        try:
            value, end = scan(text, 0)
            if end == len(text):
                return value
        except (StopIteration, SystemError):
            pass  # SystemError: before Python 3.12, the scanner has its error from the package.
        return _read_by_package(text)

    return read


def _writer(*, sort_keys: bool) -> Callable[[object], str]:
    def refuse(value: object) -> NoReturn:
        raise TypeError(f"{type(value).__name__} has no JSON")

    try:
        from _json import encode_basestring_ascii, make_encoder

        encode = make_encoder(
            None, refuse, encode_basestring_ascii, None, ": ", ", ", sort_keys, False, False
        )
    except (ImportError, AttributeError, TypeError):
        from json import dumps

        return lambda value: dumps(value, allow_nan=False, sort_keys=sort_keys)
    return lambda value: "".join(encode(value, 0))


def _string_scanner() -> Callable[[str, int], tuple[str, int]]:
    """Return what reads a string from behind its first quote."""
    try:
        from _json import scanstring
    except ImportError:
        from json import JSONDecoder

        read = JSONDecoder().raw_decode
        return lambda text, start: read(text, start - 1)
    return scanstring


_scan_string = _string_scanner()
_read, _write, _write_sorted = _reader(), _writer(sort_keys=False), _writer(sort_keys=True)
