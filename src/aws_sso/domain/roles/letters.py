"""Words found in many texts by their letters, and words that were probably meant.

rapidfuzz takes a while to import (0.6 P): this module is imported once there is a word to find.
"""

from rapidfuzz import process
from rapidfuzz.distance import OSA, LCSseq

from aws_sso.annotations import Sequence

_LIKENESS = 0.7
_MOST = 5


def with_letters(word: str, texts: Sequence[str]) -> set[int]:
    """Return the numbers of the texts that have all letters of a word, in order."""
    found = process.extract(
        word, texts, scorer=LCSseq.similarity, score_cutoff=len(word), limit=None
    )
    return {number for _, _, number in found}


def likely_words(word: str, vocabulary: Sequence[str]) -> dict[str, float]:
    """Return the words most similar to a word, or to its beginning, with their similarity."""
    beginnings = [one[: len(word) + 1] for one in vocabulary]
    best: dict[str, float] = {}
    for choices in (vocabulary, beginnings):
        for _, likeness, number in process.extract(
            word, choices, scorer=OSA.normalized_similarity, score_cutoff=_LIKENESS, limit=_MOST
        ):
            one = vocabulary[number]
            best[one] = max(best.get(one, 0.0), likeness)
    most = max(best.values(), default=0.0)
    return {one: likeness for one, likeness in best.items() if likeness == most}
