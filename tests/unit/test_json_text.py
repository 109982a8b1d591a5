"""JSON as Python's own package reads and writes it, without that package."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sso.domain.text.json_text import parsed, string_at, written

CONTENT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(CONTENT)
def test_what_is_written_is_what_the_package_writes(content: object) -> None:
    """And it can be read again."""
    try:
        expected = json.dumps(content, allow_nan=False)
    except ValueError:
        with pytest.raises(ValueError, match="float"):
            written(content)
        return
    assert written(content) == expected
    assert written(content, sort_keys=True) == json.dumps(content, sort_keys=True)
    assert parsed(expected) == parsed(expected.encode()) == content


@given(st.text() | st.lists(st.sampled_from('{}[]",:0-1e.\\u ntrue\n')).map("".join))
def test_what_is_read_is_what_the_package_reads(text: str) -> None:
    """The same content, or ValueError; `Infinity` is none."""
    try:
        expected = json.loads(text, parse_constant=int)
    except ValueError:
        with pytest.raises(ValueError):
            parsed(text)
        return
    assert parsed(text) == expected


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a": -Infinity}'])
def test_what_is_no_number_in_json_is_refused(text: str) -> None:
    """The package takes it."""
    with pytest.raises(ValueError, match="not a number in JSON"):
        parsed(text)
    with pytest.raises(ValueError):
        written([float("nan")])


def test_text_of_windows_and_bad_text() -> None:
    """A mark at the beginning is skipped; what is no UTF-8 is refused."""
    assert parsed(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}
    with pytest.raises(ValueError):
        parsed(b'"\xff"')
    with pytest.raises(TypeError, match="object has no JSON"):
        written([object()])


@given(st.text(), st.text())
def test_one_string_in_a_longer_text(value: str, after: str) -> None:
    """Whatever follows it."""
    text = f"[{written(value)}{after}"
    assert string_at(text, 1) == value
    with pytest.raises(ValueError):
        string_at(text, 0)
    with pytest.raises(ValueError):
        string_at(text, len(text))


@pytest.mark.parametrize("bad", ["NaN", "", "[", "1 2", '{"a": 1', '{"a', '"\n"', '{"a":}'])
@pytest.mark.parametrize("has_functions", [True, False])
def test_both_ways_in_a_fresh_process(*, has_functions: bool, bad: str) -> None:
    """A Python without the functions uses the package, and with them only for bad text."""
    code = f"""
import sys
if not {has_functions}:
    sys.modules["_json"] = None
from aws_sso.domain.text.json_text import parsed, string_at, written
assert string_at('["\\u00e9"', 1) == "é"
assert parsed(written({{"b": [1, "é"], "a": None}})) == {{"b": [1, "é"], "a": None}}
assert written({{"b": 1, "a": 2}}, sort_keys=True) == '{{"a": 2, "b": 1}}'
assert ("json" in sys.modules) is not {has_functions}
try:
    string_at('"a', 0)
except ValueError:
    pass
try:
    parsed({bad!r})
except ValueError:
    sys.exit(7)
"""
    assert subprocess.run([sys.executable, "-X", "utf8", "-c", code], check=False).returncode == 7
