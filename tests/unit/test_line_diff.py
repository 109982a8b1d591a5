"""Diffs of long texts."""

import time

from hypothesis import given
from hypothesis import strategies as st

from aws_sso.domain.text.line_diff import _marked, changed_lines

texts = st.lists(st.sampled_from(["", "a", "b", "c", "d", "e", "f", "g"]), max_size=25)


@given(texts, texts)
def test_a_diff_holds_both_texts(before: list[str], after: list[str]) -> None:
    """What is not added is the old text, what is not removed the new one; numbers are its lines."""
    marked = list(_marked(before, after))
    assert [line for mark, line, _ in marked if mark != "+"] == before
    assert [line for mark, line, _ in marked if mark != "-"] == after
    assert [number for mark, _, number in marked if mark != "-"] == list(range(1, len(after) + 1))


def test_only_what_is_near_a_change_is_shown() -> None:
    """Three lines before and after, and a head that says where."""
    before = [str(number) for number in range(40)]
    after = [*before[:10], "new", *before[10:30], *before[31:]]
    assert list(changed_lines(before, after)) == [
        *("@@ line 8 @@", " 7", " 8", " 9", "+new", " 10", " 11", " 12"),
        *("@@ line 29 @@", " 27", " 28", " 29", "-30", " 31", " 32", " 33"),
    ]
    assert list(changed_lines(before, before)) == []


def test_changes_close_together_are_one_part() -> None:
    """Lines between two changes are shown once."""
    before = list("abcdefghij")
    after = list("abXdefgYij")
    assert list(changed_lines(before, after)) == [
        *("@@ line 1 @@", " a", " b", "-c", "+X", " d", " e", " f", " g", "-h", "+Y", " i", " j"),
    ]


def test_ten_thousand_profiles_that_all_changed_take_no_time() -> None:
    """Renamed one and all: seconds would be noticed, difflib alone takes half a minute."""
    before = [line for n in range(10_000) for line in (f"[profile a{n}]", f"process {n}", "")]
    after = [line for n in range(10_000) for line in (f"[profile b{n}]", f"process {n}", "")]
    started = time.monotonic()
    assert sum(1 for line in changed_lines(before, after) if line.startswith("+")) == 10_000
    assert time.monotonic() - started < 10
