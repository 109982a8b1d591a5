"""Finding roles among thousands as the user types.

Letters match a role's names (account, role, profile) in order, with gaps allowed; ids, emails and
tag values must contain a word in one piece. A word that matches no role counts as a typo of one
that does. Better matches come first; among equals, the role used more often and more recently.
"""

import math
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA, LCSseq

from aws_sso.annotations import Sequence
from aws_sso.domain.frozen import cached_property, frozen
from aws_sso.domain.roles.names import account_and_role, elsewhere
from aws_sso.domain.roles.query import RoleQuery, TagCondition, plain_text, words_of
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.tags import tags_of
from aws_sso.domain.text.fuzzy import fit, is_hump

_LOOKED_AT = 150
"""How many matching roles are compared letter by letter; the others keep their order."""
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
    """A role that can be picked.

    `account` is the displayed account name. `last` (Unix seconds; 0 for never) and `times` record
    its use. `expires` is the expiry of its cached credentials (0 for none). `shows_profile` is true
    if the profile name says more than account and role. `scopes` are the scopes of cached narrowed
    credentials.
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
        """All of its names, matched by letters."""
        names = account_and_role(self.role, self.account)
        return " ".join([*names, self.role.profile] if self.shows_profile else names)


class RoleSearch:
    """Searches a fixed list of candidates; `full_text=False` searches tags only."""

    def __init__(self, candidates: Sequence[Candidate], now: float, full_text: bool) -> None:
        self._candidates = candidates
        self._now = now
        self._full_text = full_text

    def prepare(self) -> None:
        """Prepare now what the first searches need."""
        _ = self._names, self._elsewhere, self._lower_tags, self._vocabulary

    def matches(self, query: RoleQuery) -> list[Candidate]:
        """Return matches, best first; without a query all roles, recently used first."""
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
        """Count the tag keys of these roles."""
        counts: dict[str, int] = {}
        for candidate in found:
            for key in tags_of(candidate.role):
                counts[key] = counts.get(key, 0) + 1
        return counts

    def tag_values(self, found: Sequence[Candidate], key: str) -> dict[str, int]:
        """Count the values that these roles have for a tag."""
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
        """The texts besides names that must contain a word in one piece."""
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
        """Return the matches of a word, and likely corrections if no role contains it."""
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
        """Return likely corrections of a word, or of its beginning, with their similarity."""
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
        """Estimate quickly how badly a role fits; called for every match."""
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
        """Score a word; one that is `alone` may mean account and role together."""
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
    """Score letters in order; the account name ends at `border`.

    One word of several means the account or the role; a single word may mean both.
    """
    found = fit(word, names, shown) if alone else None
    if found:
        both = found.positions[0] < border < found.positions[-1]
        return _LETTERS * found.score + (_ACCOUNT_AND_ROLE if both else 0.0)
    parts = [fit(word, names[:border], shown[:border]), fit(word, names[border:], shown[border:])]
    return max((_LETTERS * part.score for part in parts if part), default=0.0)


def _inside(names: str, word: str, shown: str, role_name: str) -> float:
    """Score a word that the names contain in one piece; 0 if they do not."""
    best = 0.0
    at = names.find(word)
    while at >= 0:
        end = at + len(word)
        begin = at
        while word.isdigit() and begin > 0 and names[begin - 1] == "0":
            begin -= 1  # `12` also means `0012`
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
    """Return the text with its capitals, if lower-casing kept all positions."""
    return shown if len(shown) == len(plain) else plain
