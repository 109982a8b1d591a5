"""How many profiles in our block a change adds, changes and removes."""

from aws_sso.domain.frozen import frozen
from aws_sso.domain.profiles.users_own import profile_name
from aws_sso.domain.text.marked_block import block_in, lines_of


@frozen
class Summary:
    """How many profiles are added, changed and removed."""

    added: int
    changed: int
    removed: int

    @property
    def only_adds(self) -> bool:
        """Whether nothing is changed or removed."""
        return not self.changed and not self.removed

    @property
    def in_words(self) -> str:
        """For example `2,000 added, 3 changed, 1 removed`."""
        return f"{self.added:,} added, {self.changed:,} changed, {self.removed:,} removed"


def summary_of(before: str, after: str) -> Summary:
    """Compare the profiles in the blocks of two texts."""
    old, new = _profiles_in(before), _profiles_in(after)
    changed = sum(old[name] != new[name] for name in old.keys() & new.keys())
    return Summary(len(new.keys() - old.keys()), changed, len(old.keys() - new.keys()))


def _profiles_in(text: str) -> dict[str, list[str]]:
    lines = [line.rstrip("\r\n") for line in lines_of(text)]
    place = block_in(lines)
    found: dict[str, list[str]] = {}
    if place is None:
        return found
    content: list[str] = []
    for line in lines[place[0] + 1 : place[1]]:
        if line.startswith("["):
            content = found.setdefault(profile_name(line) or line, [])
        elif line:
            content.append(line)
    return found
