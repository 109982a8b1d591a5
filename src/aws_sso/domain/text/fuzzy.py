"""Fuzzy matching: letters in order, best at the beginnings of words."""

from aws_sso.domain.frozen import frozen

_LETTER = 1.0
_WORD_START = 3.0
_HUMP = 2.5
_FOLLOWS = 2.0
_GAP = 0.4
_PER_SKIPPED = 0.03


@frozen
class Fit:
    """The quality and positions of matched letters.

    A `score` of 1 is a word's beginning; initials score higher, scattered letters 0.
    """

    score: float
    positions: tuple[int, ...]


def fit(letters: str, text: str, shown: str) -> Fit | None:
    """Return the best match of `letters`, in order, in `text`; None if there is none.

    `text` is `shown` in lower case. Capitals within a word (`ReadOnly`) start a part.
    """
    if not _are_in_order(letters, text):
        return None
    places: list[tuple[int, float, int]] = []
    """For each position of the last letter: position, best score so far, previous position."""
    trail: list[list[tuple[int, float, int]]] = []
    for letter in letters:
        fresh = []
        position = text.find(letter)
        while position >= 0:
            here = _LETTER + _start_bonus(shown, position)
            if not trail:
                fresh.append((position, here, -1))
            else:
                best, where = max(
                    (
                        (score + _step(before, position), number)
                        for number, (before, score, _) in enumerate(places)
                        if before < position
                    ),
                    default=(0.0, -1),
                )
                if where >= 0:
                    fresh.append((position, here + best, where))
            position = text.find(letter, position + 1)
        places = fresh
        trail.append(places)
    if not trail:
        return None
    number = max(range(len(places)), key=lambda at: places[at][1])
    score = places[number][1]
    positions = []
    for level in reversed(trail):
        positions.append(level[number][0])
        number = level[number][2]
    # For comparison: a word's beginning with the rest right behind it.
    most = _LETTER + _WORD_START + (len(letters) - 1) * (_LETTER + _FOLLOWS)
    return Fit(max(0.0, score / most), tuple(reversed(positions)))


def _are_in_order(letters: str, text: str) -> bool:
    """Tell quickly, since most texts do not have the letters."""
    at = -1
    for letter in letters:
        at = text.find(letter, at + 1)
        if at < 0:
            return False
    return True


def _step(before: int, position: int) -> float:
    skipped = position - before - 1
    return _FOLLOWS if skipped == 0 else -_GAP - _PER_SKIPPED * skipped


def is_hump(shown: str, position: int) -> bool:
    """Return whether a part of a word begins there: `O` in `ReadOnly`, `2` in `Team2`."""
    if not 0 < position < len(shown):
        return False
    here, before = shown[position], shown[position - 1]
    after = shown[position + 1 : position + 2]
    return (here.isupper() and (before.islower() or (before.isupper() and after.islower()))) or (
        here.isdigit() and before.isalpha()
    )


def _start_bonus(shown: str, position: int) -> float:
    if position == 0 or not shown[position - 1].isalnum():
        return _WORD_START
    return _HUMP if is_hump(shown, position) else 0.0
