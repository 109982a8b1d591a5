"""Roles without a profile because their name is unusable. One bad name does not block others."""

from aws_sso.annotations import Iterator, Mapping, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.domain.profiles.name_problems import NameProblems
from aws_sso.domain.profiles.users_own import OwnProfile
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.text.printable import printable

_OWN_REMEDY = (
    "remove or rename your profile, give the role another `Profile`, or change `ProfileFormat`"
)


@frozen
class LeftOut:
    """A name without a profile: why, which roles have it, and what to do."""

    name: str
    reason: str
    roles: tuple[Role, ...]
    remedy: str

    @property
    def in_words(self) -> str:
        """One line that describes it."""
        owners = ", ".join(f"{role.arn} ({role.instance})" for role in self.roles)
        return printable(f"`{self.name}`: {self.reason}: {owners}")


def conflicts(
    roles: Sequence[Role], problems: NameProblems, own: Sequence[OwnProfile]
) -> Iterator[LeftOut]:
    """Yield the names without a single owner; no role with such a name gets a profile.

    Choosing between two roles could silently move a name to another account. `own` are the user's
    profiles outside our block.
    """
    if problems.nameless:
        yield LeftOut("", "it has no profile name", problems.nameless, problems.remedy)
    for name, having in problems.shared.items():
        yield LeftOut(name, f"{len(having)} roles share this name", having, problems.remedy)
    by_name: dict[str, Role] = {}
    for role in roles:
        if role.profile not in problems.shared:
            by_name[role.profile] = role
    taken = {one.name: one for one in reversed(own)}
    for name, one in taken.items():
        if name in by_name:
            sso = any(key.startswith("sso_") for key in one.keys)
            why = ", with `sso_…` keys" if sso else ""
            reason = f"line {one.line} of the file has your own profile of this name{why}"
            yield LeftOut(name, reason, (by_name[name],), _OWN_REMEDY)


def reasons(left_out: Sequence[LeftOut]) -> Mapping[str, str]:
    """Return the reason each name is left out."""
    return {one.name: one.reason for one in left_out if one.name}
