"""Finding roles among thousands while somebody types.

Letters are looked for in the names of a role (account, role, profile), in order but not in one
piece; ids, emails and values of tags have to hold a word in one piece. What no role has is taken
for a typo of a word that some have. Better matches come first, and among equals the role used more
and later.
"""

import math
from collections.abc import Sequence
from functools import cached_property
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA, LCSseq

from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.names import account_and_role, elsewhere
from aws_sso.domain.roles.query import RoleQuery, TagCondition, plain_text, words_of
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.tags import tags_of
from aws_sso.domain.text.fuzzy import fit, is_hump

_LOOKED_AT = 150
"""How many of the roles that match are compared letter by letter; the others keep their order."""
_TYPO_LENGTH = 4
_TYPO_LIKENESS = 0.7
_DAY = 86400.0

_WHOLE_WORD = 100.0
_ALL_OF_THE_NAME = 12.0
_WHOLE_PART = 90.0  # `admin` in `NetworkAdmin`
_WORD_START = 82.0
_PART_START = 74.0
_INSIDE = 62.0
_LETTERS = 70.0
_ID_START, _ID_END, _ID_INSIDE = 90.0, 85.0, 70.0
_ELSEWHERE_START, _ELSEWHERE = 58.0, 45.0
_TYPO = 65.0
_ACCOUNT_AND_ROLE = 4.0


@frozen
class Candidate:
    """A role that can be chosen.

    `account` is what to call its account, `last` and `times` tell of its use (Unix seconds; 0 for
    never), `expires` when its cached credentials end (0 for none), `shows_profile` whether its
    profile's name says more than account and role do, `scopes` what cached credentials are narrowed
    to.
    """

    role: Role
    account: str
    last: int = 0
    times: int = 0
    expires: int = 0
    shows_profile: bool = False
    scopes: tuple[str, ...] = ()

    @property
    def name_text(self) -> str:
        """All of its names, in which letters are looked for."""
        names = account_and_role(self.role, self.account)
        return " ".join([*names, self.role.profile] if self.shows_profile else names)


class RoleSearch:
    """Searches a fixed list of candidates; `full_text` is false for tags only."""

    def __init__(self, candidates: Sequence[Candidate], now: float, full_text: bool) -> None:
        self._candidates = candidates
        self._now = now
        self._full_text = full_text

    def prepare(self) -> None:
        """Do now what the first searches would have to."""
        _ = self._names, self._elsewhere, self._lower_tags, self._vocabulary

    def matches(self, query: RoleQuery) -> list[Candidate]:
        """Return what fits, best first; without a query all, those used lately first."""
        if not query:
            return self._by_use(self._candidates)
        found: Sequence[int] = range(len(self._candidates))
        if query.arn is not None:
            found = [i for i in found if self._candidates[i].role.arn.startswith(query.arn)]
        for condition in query.conditions:
            found = self._with_tag(found, condition)
        likely: list[dict[str, float]] = []
        for word in query.words:
            found, typo_of = self._with_word(found, word)
            likely.append(typo_of)
        if not query.words:
            return self._by_use([self._candidates[i] for i in found])
        return self._ranked(found, query.words, likely)

    def tag_keys(self, found: Sequence[Candidate]) -> dict[str, int]:
        """Return the keys of the tags that these roles have, with how many have each."""
        counts: dict[str, int] = {}
        for candidate in found:
            for key in tags_of(candidate.role):
                counts[key] = counts.get(key, 0) + 1
        return counts

    def tag_values(self, found: Sequence[Candidate], key: str) -> dict[str, int]:
        """Return the values that these roles have for a tag, with how many have each."""
        counts: dict[str, int] = {}
        for candidate in found:
            for name, value in tags_of(candidate.role).items():
                if name.lower() == key.lower():
                    counts[value] = counts.get(value, 0) + 1
        return counts

    @cached_property
    def _names(self) -> list[str]:
        return [plain_text(candidate.name_text) for candidate in self._candidates]

    @cached_property
    def _elsewhere(self) -> list[str]:
        """What a word is looked for in, in one piece, besides names."""
        return [elsewhere(candidate.role) for candidate in self._candidates]

    @cached_property
    def _lower_tags(self) -> list[dict[str, str]]:
        """Tags by key, both in lower case."""
        return [
            {key.lower(): value.lower() for key, value in tags_of(c.role).items()}
            for c in self._candidates
        ]

    @cached_property
    def _vocabulary(self) -> list[str]:
        every = chain.from_iterable(words_of(text) for text in set(self._names + self._elsewhere))
        return sorted(word for word in set(every) if not word.isdigit())

    def _with_tag(self, found: Sequence[int], condition: TagCondition) -> list[int]:
        key, value, tags = condition.key, condition.value, self._lower_tags
        return [i for i in found if key in tags[i] and value in tags[i][key]]

    def _with_word(self, found: Sequence[int], word: str) -> tuple[list[int], dict[str, float]]:
        """Return those that have a word, and what it is a typo of if none has it in one piece."""
        if not self._full_text:
            tags = self._lower_tags
            return [i for i in found if any(v.startswith(word) for v in tags[i].values())], {}
        names, elsewhere = self._names, self._elsewhere
        fit_names = {
            number
            for _, _, number in process.extract(
                word, names, scorer=LCSseq.similarity, score_cutoff=len(word), limit=None
            )
        }
        kept = [i for i in found if i in fit_names or word in elsewhere[i]]
        if len(word) < _TYPO_LENGTH or any(word in names[i] or word in elsewhere[i] for i in kept):
            return kept, {}
        likely = self._likely(word)
        if likely:
            known = set(kept)
            kept += [i for i in found if i not in known and any(one in names[i] for one in likely)]
        return kept, likely

    def _likely(self, word: str) -> dict[str, float]:
        """Return the words that this may be a typo of, or of the beginning of, with how alike."""
        if word.isdigit():
            return {}
        beginnings = [one[: len(word) + 1] for one in self._vocabulary]
        best: dict[str, float] = {}
        for choices in (self._vocabulary, beginnings):
            for _, likeness, number in process.extract(
                word,
                choices,
                scorer=OSA.normalized_similarity,
                score_cutoff=_TYPO_LIKENESS,
                limit=5,
            ):
                one = self._vocabulary[number]
                best[one] = max(best.get(one, 0.0), likeness)
        most = max(best.values(), default=0.0)
        return {one: likeness for one, likeness in best.items() if likeness == most}

    def _by_use(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        used = sorted((c for c in candidates if c.last), key=lambda c: -c.last)
        return [*used, *(c for c in candidates if not c.last)]

    def _ranked(
        self, found: Sequence[int], words: Sequence[str], likely: Sequence[dict[str, float]]
    ) -> list[Candidate]:
        rough = sorted(found, key=lambda i: self._rough(i, words)) if len(found) > 1 else found
        first, rest = rough[:_LOOKED_AT], rough[_LOOKED_AT:]
        best = sorted(first, key=lambda i: -self._score(i, words, likely))
        return [self._candidates[i] for i in [*best, *rest]]

    def _rough(self, i: int, words: Sequence[str]) -> int:
        """Tell roughly how badly a role fits, fast: it is asked of all that match."""
        names = self._names[i]
        away = 0 if self._candidates[i].last else 1
        for word in words:
            at = names.find(word)
            if at > 0 and names[at - 1].isalnum():
                away += 1
            elif at < 0:
                away += 3
        return away

    def _score(self, i: int, words: Sequence[str], likely: Sequence[dict[str, float]]) -> float:
        candidate = self._candidates[i]
        each = [
            self._word_score(i, word, typo_of, alone=len(words) == 1)
            for word, typo_of in zip(words, likely, strict=True)
        ]
        shorter = -0.04 * len(self._names[i])
        return sum(each) / len(each) + shorter + self._use_bonus(candidate)

    def _word_score(self, i: int, word: str, typo_of: dict[str, float], *, alone: bool) -> float:
        """Score a word; one that stands `alone` may well mean account and role together."""
        candidate, names = self._candidates[i], self._names[i]
        shown = _same_length(candidate.name_text, names)
        inside = _inside(names, word, shown, candidate.role.role_name)
        score = max(inside, self._elsewhere_score(i, word))
        if score < _WORD_START:
            score = max(score, _letters_score(word, names, shown, len(candidate.account), alone))
        likeness = max((typo_of[one] for one in typo_of if one in names), default=0.0)
        return max(score, _TYPO * likeness * likeness)

    def _elsewhere_score(self, i: int, word: str) -> float:
        text = self._elsewhere[i]
        at = text.find(word)
        if at < 0:
            return 0.0
        if word.isdigit() and at < 12:
            where = {0: _ID_START, 12 - len(word): _ID_END}
            return where.get(at, _ID_INSIDE) if len(word) > 1 else _ELSEWHERE
        return _ELSEWHERE_START if not text[at - 1].isalnum() else _ELSEWHERE

    def _use_bonus(self, candidate: Candidate) -> float:
        if not candidate.last:
            return 0.0
        days = max(0.0, self._now - candidate.last) / _DAY
        return min(20.0, 10.0 * math.exp2(-days / 3) + 3.0 * math.log2(1 + candidate.times))


def _letters_score(word: str, names: str, shown: str, border: int, alone: bool) -> float:
    """Score letters in order; up to `border` is the account's name.

    One word of several means the account or the role, a single one perhaps both.
    """
    found = fit(word, names, shown) if alone else None
    if found:
        both = found.positions[0] < border < found.positions[-1]
        return _LETTERS * found.score + (_ACCOUNT_AND_ROLE if both else 0.0)
    parts = [fit(word, names[:border], shown[:border]), fit(word, names[border:], shown[border:])]
    return max((_LETTERS * part.score for part in parts if part), default=0.0)


def _inside(names: str, word: str, shown: str, role_name: str) -> float:
    """Score a word that stands in the names in one piece; 0 if it does not."""
    best = 0.0
    at = names.find(word)
    while at >= 0:
        end = at + len(word)
        begin = at
        while word.isdigit() and begin > 0 and names[begin - 1] == "0":
            begin -= 1  # `12` means `0012` too
        starts = begin == 0 or not names[begin - 1].isalnum()
        ends = end == len(names) or not names[end].isalnum()
        starts_part = starts or is_hump(shown, at)
        ends_part = ends or is_hump(shown, end)
        if starts and ends:
            score = _WHOLE_WORD
        elif starts_part and ends_part:
            score = _WHOLE_PART
        elif starts_part:
            score = _WORD_START if starts else _PART_START
        else:
            score = _INSIDE
        best = max(best, score)
        at = names.find(word, end)
    if best == _WHOLE_WORD and word == plain_text(role_name):
        best += _ALL_OF_THE_NAME
    return best


def _same_length(shown: str, plain: str) -> str:
    """Return the text with its capitals, where they can be told to be at the same places."""
    return shown if len(shown) == len(plain) else plain
