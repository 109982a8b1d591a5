"""Suggestions for a mistyped name."""

from aws_sso.annotations import Iterable


def nearest(text: str, names: Iterable[str], count: int = 1, cutoff: float = 0.6) -> list[str]:
    """Return the names most like `text`, best first; `cutoff` is from 0 (any) to 1 (equal)."""
    # Imported here: most command lines have no typo. Not difflib: 10,000 names take it 0.3 s.
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    found = process.extract(
        text, list(names), scorer=Indel.normalized_similarity, score_cutoff=cutoff, limit=count
    )
    return [name for name, _, _ in found]
