"""The roles offered in the picker, with details that help to choose."""

from aws_sso.annotations import Iterable, Mapping, Protocol, Sequence
from aws_sso.domain.profiles.names import PLAIN
from aws_sso.domain.roles.candidates import Candidate, Texts, latest_first
from aws_sso.domain.roles.history import Use
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.tags import account_label
from aws_sso.domain.text.printable import printable


class IndexedRoles(Protocol):
    """The roles of an instance: all, or those with some numbers."""

    def roles(self) -> Sequence[Role]: ...
    def numbered(self, numbers: Sequence[int]) -> Sequence[Role]: ...


class Offering:
    """Makes candidates of roles.

    `uses` are the recorded uses. `expiries` gives the expiry of cached credentials by ARN, in Unix
    seconds; `scopes` their scopes.
    """

    def __init__(
        self,
        primary_tags: Sequence[str],
        profile_format: str,
        uses: Sequence[Use] = (),
        expiries: Mapping[str, int] | None = None,
        scopes: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._primary_tags = primary_tags
        self._shows_profiles = profile_format != PLAIN
        self.uses = {use.arn: use for use in uses}
        self.expiries = expiries or {}
        self._scopes = scopes or {}

    def candidate(self, role: Role) -> Candidate:
        """Return a role as a candidate."""
        use = self.uses.get(role.arn)
        return Candidate(
            role,
            printable(account_label(role, self._primary_tags)),
            use.last if use else 0,
            use.times if use else 0,
            self.expiries.get(role.arn, 0),
            self._shows_profiles or role.own_profile is not None,
            self._scopes.get(role.arn, ()),
        )

    def candidates(self, roles: Iterable[Role]) -> list[Candidate]:
        """Return roles as candidates, in their order."""
        return [self.candidate(role) for role in roles]


class IndexedCandidates:
    """The candidates of an index: made when they are first looked at, or all together.

    Among 10,000 roles, a screen shows 50. `texts` belong to all roles of the index.
    Threads may share it.
    """

    def __init__(self, roles: IndexedRoles, texts: Texts, offering: Offering) -> None:
        self._roles = roles
        self._offering = offering
        self._made: dict[int, Candidate] = {}
        self._all: list[Candidate] | None = None
        self.texts = texts
        wanted = offering.uses.keys() | offering.expiries.keys()
        numbers = {arn: number for number, arn in enumerate(texts.arns) if arn in wanted}
        self.used = latest_first(self, [numbers[arn] for arn in offering.uses if arn in numbers])
        self.with_credentials = [numbers[arn] for arn in offering.expiries if arn in numbers]

    def __len__(self) -> int:
        return len(self.texts.arns)

    def numbered(self, numbers: Sequence[int]) -> list[Candidate]:
        """Return some of them."""
        if self._all is not None:
            return [self._all[number] for number in numbers]
        missing = [number for number in numbers if number not in self._made]
        if missing:
            made = self._offering.candidates(self._roles.numbered(missing))
            self._made.update(zip(missing, made, strict=True))
        return [self._made[number] for number in numbers]

    def all(self) -> Sequence[Candidate]:
        """Return all of them, in order."""
        if self._all is None:
            self._all = self._offering.candidates(self._roles.roles())
        return self._all
