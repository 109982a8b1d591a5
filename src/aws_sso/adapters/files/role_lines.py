"""All roles of an index as read at one moment, each parsed when it is looked at."""

from aws_sso.annotations import Any, Callable, Sequence
from aws_sso.domain.frozen import cached_property
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.text.json_text import parsed


class RoleLines:
    """The lines of a role index; `made_from` identifies what they were made from.

    `role` turns a parsed line into a role. `work_out` computes all roles if a line is damaged.
    """

    def __init__(
        self,
        made_from: str,
        lines: bytes,
        role: Callable[[list[Any]], Role],
        work_out: Callable[[], tuple[Role, ...]],
    ) -> None:
        self.made_from = f"{made_from} {len(lines)}"
        self._text = lines
        self._role = role
        self._work_out = work_out

    @cached_property
    def _lines(self) -> list[bytes]:
        return self._text.splitlines()

    def numbered(self, numbers: Sequence[int]) -> list[Role]:
        """Return the roles on some lines, counted from 0."""
        try:
            return [self._role(parsed(self._lines[number])) for number in numbers]
        except (ValueError, TypeError, LookupError):
            roles = self._work_out()
            return [roles[number] for number in numbers]

    def roles(self) -> tuple[Role, ...]:
        """Return all roles, in order."""
        try:
            return tuple(map(self._role, parsed(b"[%b]" % self._text.strip().replace(b"\n", b","))))
        except (ValueError, TypeError, LookupError):
            return self._work_out()
