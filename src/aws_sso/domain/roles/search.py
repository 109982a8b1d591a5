"""Finding roles among thousands as the user types.

Letters match a role's names (account, role, profile) in order, with gaps allowed; ids, emails and
tag values must contain a word in one piece. A word that matches no role counts as a typo of one
that does. Better matches come first; among equals, the role used more often and more recently.
"""

import math

from aws_sso.annotations import Sequence
from aws_sso.domain.frozen import cached_property
from aws_sso.domain.roles.candidates import Candidate, Candidates
from aws_sso.domain.roles.query import RoleQuery, TagCondition, plain_text
from aws_sso.domain.roles.tags import tags_of
from aws_sso.domain.text.fuzzy import fit, is_hump

_LOOKED_AT = 150
"""How many matching roles are compared letter by letter; the others keep their order."""
_TYPO_LENGTH = 4
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


class RoleSearch:
    """Searches candidates; `full_text=False` searches tags only."""

    def __init__(self, candidates: Candidates, now: float, full_text: bool) -> None:
        self._candidates = candidates
        self._names, self._elsewhere = candidates.texts.names, candidates.texts.elsewhere
        self._used = frozenset(candidates.used)
        self._now = now
        self._full_text = full_text

    def prepare(self) -> None:
        """Prepare now what the first searches need."""
        from aws_sso.domain.roles import letters  # noqa: F401 - so that it is imported

        _ = self._lower_tags

    def matches(self, query: RoleQuery) -> Sequence[int]:
        """Return the numbers of matches, best first.

        Without words they are in order, recently used ones first.
        """
        found: Sequence[int] = range(len(self._candidates))
        if query.arn is not None:
            arns = self._candidates.texts.arns
            found = [i for i in found if arns[i].startswith(query.arn)]
        for condition in query.conditions:
            found = self._with_tag(found, condition)
        if not query.words:
            return self._by_use(found)
        likely: list[dict[str, float]] = []
        for word in query.words:
            found, typo_of = self._with_word(found, word)
            likely.append(typo_of)
        return self._ranked(found, query.words, likely)

    def tag_keys(self, found: Sequence[int]) -> dict[str, int]:
        """Count the tag keys of these roles."""
        every = self._candidates.all()
        counts: dict[str, int] = {}
        for number in found:
            for key in tags_of(every[number].role):
                counts[key] = counts.get(key, 0) + 1
        return counts

    def tag_values(self, found: Sequence[int], key: str) -> dict[str, int]:
        """Count the values that these roles have for a tag."""
        every = self._candidates.all()
        counts: dict[str, int] = {}
        for number in found:
            for name, value in tags_of(every[number].role).items():
                if name.lower() == key.lower():
                    counts[value] = counts.get(value, 0) + 1
        return counts

    @cached_property
    def _lower_tags(self) -> list[dict[str, str]]:
        """Tags by key, both in lower case."""
        return [
            {key.lower(): value.lower() for key, value in tags_of(c.role).items()}
            for c in self._candidates.all()
        ]

    def _with_tag(self, found: Sequence[int], condition: TagCondition) -> list[int]:
        key, value, tags = condition.key, condition.value, self._lower_tags
        return [i for i in found if key in tags[i] and value in tags[i][key]]

    def _with_word(self, found: Sequence[int], word: str) -> tuple[list[int], dict[str, float]]:
        """Return the matches of a word, and likely corrections if no role contains it."""
        if not self._full_text:
            tags = self._lower_tags
            return [i for i in found if any(v.startswith(word) for v in tags[i].values())], {}
        from aws_sso.domain.roles.letters import likely_words, with_letters

        names, elsewhere = self._names, self._elsewhere
        fit_names = with_letters(word, names)
        kept = [i for i in found if i in fit_names or word in elsewhere[i]]
        if (
            len(word) < _TYPO_LENGTH
            or word.isdigit()
            or any(word in names[i] or word in elsewhere[i] for i in kept)
        ):
            return kept, {}
        likely = likely_words(word, self._candidates.texts.vocabulary)
        if likely:
            known = set(kept)
            meant = {i for one in likely for i in found if one in names[i]}
            kept += [i for i in found if i in meant and i not in known]
        return kept, likely

    def _by_use(self, found: Sequence[int]) -> Sequence[int]:
        there = set(found)
        used = [number for number in self._candidates.used if number in there]
        return [*used, *(number for number in found if number not in self._used)]

    def _ranked(
        self, found: Sequence[int], words: Sequence[str], likely: Sequence[dict[str, float]]
    ) -> list[int]:
        # No role contains a word with a typo: it tells nothing apart here.
        literal = [word for word, typo_of in zip(words, likely, strict=True) if not typo_of]
        rough = self._roughly(found, literal)
        first, rest = rough[:_LOOKED_AT], rough[_LOOKED_AT:]
        scores = {
            i: self._score(i, candidate, words, likely)
            for i, candidate in zip(first, self._candidates.numbered(first), strict=True)
        }
        return sorted(first, key=lambda i: -scores[i]) + rest

    def _roughly(self, found: Sequence[int], words: Sequence[str]) -> list[int]:
        """Sort quickly by how badly the names fit; there may be 10,000 matches for each key."""
        texts = [self._names[i] for i in found]
        away = [0 if i in self._used else 1 for i in found]
        for word in words:
            for place, text in enumerate(texts):
                at = text.find(word)
                if at < 0:
                    away[place] += 3
                elif at > 0 and text[at - 1].isalnum():
                    away[place] += 1
        return [found[place] for place in sorted(range(len(found)), key=away.__getitem__)]

    def _score(
        self,
        i: int,
        candidate: Candidate,
        words: Sequence[str],
        likely: Sequence[dict[str, float]],
    ) -> float:
        each = [
            self._word_score(i, candidate, word, typo_of, alone=len(words) == 1)
            for word, typo_of in zip(words, likely, strict=True)
        ]
        shorter = -0.04 * len(self._names[i])
        return sum(each) / len(each) + shorter + self._use_bonus(candidate)

    def _word_score(
        self,
        i: int,
        candidate: Candidate,
        word: str,
        typo_of: dict[str, float],
        *,
        alone: bool,
    ) -> float:
        """Score a word; one that is `alone` may mean account and role together."""
        names = self._names[i]
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
