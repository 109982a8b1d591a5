"""Diffs of long texts in linear time.

difflib and similar libraries need half a minute for 10,000 profiles that each changed a little.
Here, lines that appear once in both texts are matched first (as in Bram Cohen's patience diff), and
difflib sees only what lies between them.
"""

from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher

from aws_sso.annotations import Iterator, Sequence

_CONTEXT = 3


def changed_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a diff, prefixed with `-` (removed), `+` (added) or a space.

    Each change has up to three lines of context and starts with `@@ line N @@` (of `after`).
    """
    pending: list[str] = []  # unchanged lines after the last change
    shown_any = False
    since_change = 0
    for mark, line, number in _marked(before, after):
        if mark == " ":
            since_change += 1
            if shown_any and since_change <= _CONTEXT:
                yield f" {line}"
            else:
                pending.append(line)
            continue
        if not shown_any or pending:
            context = pending[-_CONTEXT:]
            if not shown_any or len(pending) > _CONTEXT:
                yield f"@@ line {number - len(context)} @@"
            yield from (f" {each}" for each in context)
            pending = []
        shown_any = True
        since_change = 0
        yield f"{mark}{line}"


def _marked(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    """Yield every line with its mark and its (possible) line number in `after`."""
    at_before = at_after = 0
    for start, other in [*_anchors(before, after), (len(before), len(after))]:
        old, new = before[at_before:start], after[at_after:other]
        for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
            if tag == "equal":
                yield from ((" ", new[n], at_after + n + 1) for n in range(c, d))
            else:
                yield from (("-", line, at_after + c + 1) for line in old[a:b])
                yield from (("+", new[n], at_after + n + 1) for n in range(c, d))
        if other < len(after):
            yield " ", after[other], other + 1
        at_before, at_after = start + 1, other + 1


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the positions of lines unique in both texts: the longest run in the same order."""
    once_before, once_after = Counter(before), Counter(after)
    place = {line: number for number, line in enumerate(after) if once_after[line] == 1}
    pairs = [
        (number, place[line])
        for number, line in enumerate(before)
        if once_before[line] == 1 and line in place
    ]
    # The longest increasing subsequence of the second numbers: lasts[n] ends the best one of n + 1.
    lasts: list[int] = []
    indices: list[int] = []
    previous: list[int] = []
    for index, (_, number) in enumerate(pairs):
        length = bisect_left(lasts, number)
        previous.append(indices[length - 1] if length else -1)
        lasts[length : length + 1] = [number]
        indices[length : length + 1] = [index]
    chain = []
    at = indices[-1] if indices else -1
    while at >= 0:
        chain.append(pairs[at])
        at = previous[at]
    return chain[::-1]
