"""Plans the content of `~/.aws/config`: a named profile for each role of all instances."""

import re

from aws_sso.annotations import Callable, Iterable, Iterator, Mapping, Sequence
from aws_sso.domain.frozen import cached_property, frozen
from aws_sso.domain.profiles.entries import EntryForm, UnusableNameError, entry
from aws_sso.domain.profiles.left_out import LeftOut, conflicts, reasons
from aws_sso.domain.profiles.name_problems import NameProblems
from aws_sso.domain.profiles.summary import Summary, summary_of
from aws_sso.domain.profiles.users_own import own_profiles, profile_name
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.text.line_diff import changed_lines
from aws_sso.domain.text.marked_block import lines_of, with_block

_SECRET = re.compile(
    r"^(\s*(?:aws_secret_access_key|aws_session_token|\S*(?:password|secret|token)\S*)\s*=\s*)\S.*",
    re.IGNORECASE,
)


@frozen
class ProfilePlan:
    """The file before and after; `entries` are our profiles alone.

    `shadowed` are profiles that the credentials file also defines, which SDKs prefer. `left_out`
    are names without a profile.
    """

    before: str
    after: str
    entries: str
    count: int
    shadowed: tuple[str, ...]
    left_out: tuple[LeftOut, ...]

    @cached_property
    def summary(self) -> Summary:
        """How many profiles change."""
        return summary_of(self.before, self.after)

    @property
    def is_change(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after

    def diff(self, name: str) -> str:
        """Return the change as a diff, "" for none; `name` is the file's name.

        It is for people: the user's own secrets near the change are left out, and a profile removed
        for its unusable name is shown with the reason.
        """
        if not self.is_change:
            return ""
        before, after = (
            [_SECRET.sub(r"\1…", line.rstrip("\r\n")) for line in lines_of(text)]
            for text in (self.before, self.after)
        )
        heads = [f"--- {name} (now)", f"+++ {name} (new)"]
        lines = [*heads, *self._explained(changed_lines(before, after))]
        return "".join(f"{line}\n" for line in lines)

    def _explained(self, lines: Iterable[str]) -> Iterator[str]:
        why = reasons(self.left_out)
        for line in lines:
            name = profile_name(line[1:]) if why and line.startswith("-[") else None
            yield f"{line}    # left out: {why[name]}" if name and name in why else line


def plan_profiles(
    roles: Sequence[Role],
    region_of: Callable[[Role], str | None],
    form: EntryForm,
    problems: NameProblems,
    config_text: str,
    credentials_text: str,
    scopes: Mapping[str, str],
) -> ProfilePlan:
    """Compute the file with a profile for each of `roles`.

    `region_of` returns a role's region from config.yaml. `problems` are the problems with these
    roles' names. `scopes` are the scopes of profiles, by name. Names are left out if several roles
    share them, if the user has their own profile with the name, or if they cannot be written.
    Raises ConfigError for a damaged block, and for problems that affect every profile.
    """
    left_out = list(conflicts(roles, problems, own_profiles(config_text)))
    without = {one.name for one in left_out}
    entries: dict[str, str] = {}
    for role in roles:
        if role.profile in without:
            continue
        try:
            entries[role.profile] = entry(role, region_of(role), form, scopes.get(role.profile))
        except UnusableNameError as error:
            left_out.append(LeftOut(role.profile, error.message, (role,), error.hint or ""))
    shadowed = tuple(
        sorted(
            {
                own.name
                for own in own_profiles(credentials_text, credentials_file=True)
                if own.name in entries and "aws_access_key_id" in own.keys
            }
        )
    )
    text = "".join(entries.values())
    after = with_block(config_text, text)
    return ProfilePlan(config_text, after, text, len(entries), shadowed, tuple(left_out))
