"""sprig's functions on text, encodings, hashes, paths and regular expressions."""

import binascii
import hashlib
import json
import posixpath
import re
import zlib
from base64 import b32decode, b32encode, b64decode, b64encode
from urllib.parse import urlsplit

from aws_sso.annotations import Any, Callable
from aws_sso.domain.template import casing
from aws_sso.domain.template.errors import FunctionError
from aws_sso.domain.template.functions import Table, a_list, declare, texts
from aws_sso.domain.template.printf import quoted
from aws_sso.domain.template.values import StringMap, Strings, printed

_LONGEST = 10_000


def _substr(start: int, end: int, text: str) -> str:
    # Go cuts bytes; a character cut in half is dropped.
    raw = text.encode()
    if start < 0:
        return raw[: max(0, end)].decode(errors="ignore")
    if end < 0 or end > len(raw):
        end = len(raw)
    if start > end:
        raise FunctionError(f"substr: {start} is after {end}")
    return raw[start:end].decode(errors="ignore")


def _trunc(length: int, text: str) -> str:
    raw = text.encode()
    if length < 0:
        return raw[max(0, len(raw) + length) :].decode(errors="ignore")
    return raw[:length].decode(errors="ignore")


def _abbrev(width: int, text: str) -> str:
    if width < 4 or len(text) <= width:
        return text
    return text[: width - 3] + "..."


def _abbrev_both(left: int, right: int, text: str) -> str:
    if right < 4 or (left > 0 and right < 7) or len(text) <= right:
        return text
    left = min(left, len(text))
    if len(text) - left < right - 3:
        left = len(text) - (right - 3)
    if left <= 4:
        return text[: right - 3] + "..."
    if left + right - 3 < len(text):
        return "..." + _abbrev(right - 3, text[left:])
    return "..." + text[len(text) - (right - 3) :]


def _repeat(count: int, text: str) -> str:
    if count < 0 or count * len(text) > _LONGEST:
        raise FunctionError(f"repeat: {count} times is too many")
    return text * count


def _split(separator: str, text: str, most: int = -1) -> StringMap:
    parts = text.split(separator, most - 1 if most > 0 else -1) if separator else list(text)
    return StringMap({f"_{number}": part for number, part in enumerate(parts)})


def _split_list(separator: str, text: str) -> Strings:
    return Strings(text.split(separator) if separator else list(text))


def _join(separator: str, value: object) -> str:
    return separator.join(to_strings(value))


def to_strings(value: object) -> Strings:
    """Return a list's items as texts, without nil; anything else as a list of one."""
    if isinstance(value, list):
        return texts(value, printed)
    return Strings() if value is None else Strings([printed(value)])


def _indent(width: int, text: str) -> str:
    if not 0 <= width <= 1000:
        raise FunctionError(f"indent: {width} is too much")
    pad = " " * width
    return pad + text.replace("\n", "\n" + pad)


def _decoded(decode: Callable[[bytes], bytes]) -> Callable[[str], str]:
    def call(text: str) -> str:
        try:
            return decode(text.encode()).decode(errors="replace")
        except (binascii.Error, ValueError) as error:
            return str(error)  # sprig returns the error's text.

    return call


def _hash(name: str) -> Callable[[str], str]:
    return lambda text: hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()


def _pattern(pattern: str) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = (
            error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else error
        )
        raise FunctionError(f"regular expression {pattern!r}: {reason}") from None


def _regex_match(pattern: str, text: str) -> bool:
    try:
        return _pattern(pattern).search(text) is not None
    except FunctionError:
        return False  # sprig ignores the error here; mustRegexMatch does not.


def _regex_find(pattern: str, text: str) -> str:
    found = _pattern(pattern).search(text)
    return str(found.group()) if found else ""


def _regex_find_all(pattern: str, text: str, most: int) -> Strings:
    found = Strings(str(match.group()) for match in _pattern(pattern).finditer(text))
    return found if most < 0 else Strings(found[:most])


def _regex_replace(pattern: str, text: str, replacement: str, literal: bool = False) -> str:
    compiled = _pattern(pattern)
    result: list[str] = []
    end = 0
    for match in compiled.finditer(text):
        result.append(text[end : match.start()])
        result.append(replacement if literal else _expanded(replacement, match))
        end = match.end()
    return "".join([*result, text[end:]])


def _expanded(replacement: str, match: Any) -> str:
    """Expand Go's `$1`, `${1}`, `$name`; `$$` is a dollar sign, unknown groups are empty."""

    def one(found: re.Match[str]) -> str:
        name = found.group(1) or found.group(2)
        if name is None:
            return "$"
        try:
            group = match.group(int(name) if name.isdigit() else name)
        except (IndexError, KeyError):
            return ""
        return str(group or "")

    return re.sub(r"\$(?:\$|\{(\w+)\}|(\w+))", one, replacement)


def _regex_split(pattern: str, text: str, most: int) -> Strings:
    if most == 0:
        return Strings()
    parts = Strings()
    end = 0
    for match in _pattern(pattern).finditer(text):
        if most > 0 and len(parts) == most - 1:
            break
        if match.end() == match.start() and match.start() in (0, len(text)):
            continue
        parts.append(text[end : match.start()])
        end = match.end()
    parts.append(text[end:])
    return parts


def _clean(path: str) -> str:
    if not path:
        return "."
    cleaned = posixpath.normpath(path)
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def _base(path: str) -> str:
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def _dir(path: str) -> str:
    return _clean(path.rpartition("/")[0] + "/" if "/" in path else "")


def _ext(path: str) -> str:
    name = path.rpartition("/")[2]
    return name[name.rfind(".") :] if "." in name else ""


def _url_parse(text: str) -> dict[str, object]:
    parts = urlsplit(text)
    userinfo, at, host = parts.netloc.rpartition("@")
    opaque = ""
    if parts.scheme and not parts.netloc and not parts.path.startswith("/"):
        opaque = parts.path
    return {
        "scheme": parts.scheme,
        "host": host,
        "hostname": parts.hostname or "",
        "path": "" if opaque else parts.path,
        "query": parts.query,
        "opaque": opaque,
        "fragment": parts.fragment,
        "userinfo": userinfo if at else "",
    }


def _url_join(parts: dict[str, object]) -> str:
    def text(name: str) -> str:
        return printed(parts.get(name) or "")

    user = f"{text('userinfo')}@" if text("userinfo") else ""
    scheme = f"{text('scheme')}:" if text("scheme") else ""
    if text("opaque"):
        body = text("opaque")
    else:
        host = f"//{user}{text('host')}" if text("host") or user else ""
        path = text("path")
        body = host + (f"/{path}" if host and path and not path.startswith("/") else path)
    query = f"?{text('query')}" if text("query") else ""
    fragment = f"#{text('fragment')}" if text("fragment") else ""
    return scheme + body + query + fragment


def to_json(value: object, indent: int | None = None, escape: bool = True) -> str:
    """Return JSON as Go's encoder writes it: sorted keys, no spaces, `<`, `>` and `&` escaped."""
    separators = (",", ": ") if indent else (",", ":")
    text = json.dumps(
        value, sort_keys=True, ensure_ascii=False, indent=indent, separators=separators
    )
    if escape:
        for c in "<>&\u2028\u2029":
            text = text.replace(c, f"\\u{ord(c):04x}")
    return text


def _from_json(text: str) -> object:
    try:
        return json.loads(text, parse_int=float)
    except ValueError:
        return None


def _plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


FUNCTIONS: Table = {
    "abbrev": declare("int string", _abbrev),
    "abbrevboth": declare("int int string", _abbrev_both),
    "adler32sum": declare("string", lambda t: str(zlib.adler32(t.encode()))),
    "b32dec": declare("string", _decoded(b32decode)),
    "b32enc": declare("string", lambda t: b32encode(t.encode()).decode()),
    "b64dec": declare("string", _decoded(lambda raw: b64decode(raw, validate=True))),
    "b64enc": declare("string", lambda t: b64encode(t.encode()).decode()),
    "base": declare("string", _base),
    "camelcase": declare("string", casing.camel_case),
    "cat": declare("any*", lambda *v: " ".join(printed(x) for x in v if x is not None)),
    "clean": declare("string", _clean),
    "contains": declare("string string", lambda part, text: part in text),
    "dir": declare("string", _dir),
    "ext": declare("string", _ext),
    "fromJson": declare("string", _from_json),
    "hasPrefix": declare("string string", lambda part, text: text.startswith(part)),
    "hasSuffix": declare("string string", lambda part, text: text.endswith(part)),
    "hello": declare("", lambda: "Hello!"),
    "indent": declare("int string", _indent),
    "initials": declare("string", casing.initials),
    "isAbs": declare("string", lambda path: path.startswith("/")),
    "join": declare("string any", _join),
    "kebabcase": declare("string", lambda text: casing.joined_words(text, "-")),
    "lower": declare("string", str.lower),
    "nindent": declare("int string", lambda width, text: "\n" + _indent(width, text)),
    "nospace": declare("string", lambda text: "".join(text.split())),
    "plural": declare("string string int", _plural),
    "quote": declare("any*", lambda *v: " ".join(quoted(printed(x)) for x in v if x is not None)),
    "regexFind": declare("string string", _regex_find),
    "regexFindAll": declare("string string int", _regex_find_all),
    "regexMatch": declare("string string", _regex_match),
    "regexQuoteMeta": declare("string", lambda t: re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", t)),
    "regexReplaceAll": declare("string string string", _regex_replace),
    "regexReplaceAllLiteral": declare(
        "string string string", lambda p, t, r: _regex_replace(p, t, r, literal=True)
    ),
    "regexSplit": declare("string string int", _regex_split),
    "mustRegexMatch": declare("string string", lambda p, t: _pattern(p).search(t) is not None),
    "repeat": declare("int string", _repeat),
    "replace": declare("string string string", lambda old, new, text: text.replace(old, new)),
    "sha1sum": declare("string", _hash("sha1")),
    "sha256sum": declare("string", _hash("sha256")),
    "sha512sum": declare("string", _hash("sha512")),
    "snakecase": declare("string", lambda text: casing.joined_words(text, "_")),
    "sortAlpha": declare("any", lambda value: Strings(sorted(to_strings(value)))),
    "split": declare("string string", _split),
    "splitList": declare("string string", _split_list),
    "splitn": declare("string int string", lambda sep, most, text: _split(sep, text, most)),
    "squote": declare("any*", lambda *v: " ".join(f"'{printed(x)}'" for x in v if x is not None)),
    "substr": declare("int int string", _substr),
    "swapcase": declare("string", casing.swap_case),
    "title": declare("string", casing.title),
    "toJson": declare("any", to_json),
    "toPrettyJson": declare("any", lambda value: to_json(value, indent=2)),
    "toRawJson": declare("any", lambda value: to_json(value, escape=False)),
    "toString": declare("any", printed),
    "toStrings": declare("any", lambda value: to_strings(a_list(value))),
    "trim": declare("string", str.strip),
    "trimAll": declare("string string", lambda cutset, text: text.strip(cutset)),
    "trimPrefix": declare("string string", lambda part, text: text.removeprefix(part)),
    "trimSuffix": declare("string string", lambda part, text: text.removesuffix(part)),
    "trimall": declare("string string", lambda cutset, text: text.strip(cutset)),
    "trunc": declare("int string", _trunc),
    "untitle": declare("string", casing.untitle),
    "upper": declare("string", str.upper),
    "urlJoin": declare("dict", _url_join),
    "urlParse": declare("string", _url_parse),
    "wrap": declare("int string", lambda w, t: casing.wrapped(t, w, "\n", break_long=False)),
    "wrapWith": declare(
        "int string string", lambda w, nl, t: casing.wrapped(t, w, nl or "\n", break_long=True)
    ),
}
