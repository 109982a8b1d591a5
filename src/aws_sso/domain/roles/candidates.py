"""Roles that can be picked, and the texts that a picker needs before it looks at any of them."""

from itertools import chain

from aws_sso.annotations import Iterable, Protocol, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.names import account_and_role, elsewhere
from aws_sso.domain.roles.query import plain_text, words_of
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.text.printable import printable


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


@frozen
class Texts:
    """The texts of all candidates.

    One per candidate: `arns`; `names`, matched by letters; `elsewhere`, which must contain a word
    in one piece. The last two are ready to compare. `vocabulary` are their words, without numbers.

    Shown, each once: `accounts`, `role_names`, `profiles`, and `colors`, values of the tag `Color`.
    """

    arns: Sequence[str]
    names: Sequence[str]
    elsewhere: Sequence[str]
    vocabulary: Sequence[str]
    accounts: Sequence[str]
    role_names: Sequence[str]
    profiles: Sequence[str]
    colors: Sequence[str]


class Candidates(Protocol):
    """The roles that can be picked: some, by their numbers, or `all`, which may take 0.1 s.

    `used` are those with a recorded use, latest first; `with_credentials` those with cached
    credentials, valid or expired.
    """

    @property
    def texts(self) -> Texts: ...
    @property
    def used(self) -> Sequence[int]: ...
    @property
    def with_credentials(self) -> Sequence[int]: ...
    def __len__(self) -> int: ...
    def numbered(self, numbers: Sequence[int]) -> list[Candidate]: ...
    def all(self) -> Sequence[Candidate]: ...


class ListedCandidates:
    """Candidates that are all known already."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._all = candidates
        self.texts = texts_of(candidates)
        self.used = latest_first(self, range(len(candidates)))
        self.with_credentials = [n for n, one in enumerate(candidates) if one.expires]

    def __len__(self) -> int:
        return len(self._all)

    def numbered(self, numbers: Sequence[int]) -> list[Candidate]:
        """Return some of them."""
        return [self._all[number] for number in numbers]

    def all(self) -> Sequence[Candidate]:
        """Return all of them, in order."""
        return self._all


def texts_of(candidates: Sequence[Candidate]) -> Texts:
    """Return the texts of candidates."""
    names = [plain_text(one.name_text) for one in candidates]
    others = [elsewhere(one.role) for one in candidates]
    words = set(chain.from_iterable(words_of(text) for text in {*names, *others}))
    profiles = (one.role.profile for one in candidates if one.shows_profile)
    return Texts(
        [one.role.arn for one in candidates],
        names,
        others,
        sorted(word for word in words if not word.isdigit()),
        _each_once(one.account for one in candidates),
        _each_once(printable(one.role.role_name) for one in candidates),
        _each_once(printable(profile) for profile in profiles),
        _each_once(color for one in candidates if (color := one.role.tags.get("Color"))),
    )


def latest_first(candidates: Candidates, numbers: Sequence[int]) -> list[int]:
    """Return the numbers of used candidates, latest first."""
    last = {n: one.last for n, one in zip(numbers, candidates.numbered(numbers), strict=True)}
    return sorted((n for n in numbers if last[n]), key=lambda n: -last[n])


def _each_once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
