"""Planning what `~/.aws/config` should say: a named profile for each role of all instances."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aws_sso.domain.profiles.entries import EntryForm, entry
from aws_sso.domain.profiles.name_problems import NameProblems
from aws_sso.domain.profiles.users_own import own_profiles
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.text.line_diff import changed_lines
from aws_sso.domain.text.marked_block import lines_of, with_block
from aws_sso.domain.text.printable import printable
from aws_sso.errors import ConfigError

_SHOWN = 5
_SECRET = re.compile(
    r"^(\s*(?:aws_secret_access_key|aws_session_token|\S*(?:password|secret|token)\S*)\s*=\s*)\S.*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ProfilePlan:
    """The file as it is and as it should be; `entries` are our profiles alone.

    `shadowed` names profiles that the credentials file defines too, which the SDKs prefer.
    """

    before: str
    after: str
    entries: str
    count: int
    shadowed: tuple[str, ...]

    @property
    def is_change(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after

    def diff(self, name: str) -> str:
        """Return the change as lines after `-` and `+`, empty for none; `name` is the file's.

        It is for people: secrets near the change, which the user keeps there, are left out.
        """
        if not self.is_change:
            return ""
        before, after = (
            [_SECRET.sub(r"\1…", line.rstrip("\r\n")) for line in lines_of(text)]
            for text in (self.before, self.after)
        )
        heads = [f"--- {name} (now)", f"+++ {name} (new)"]
        return "".join(f"{line}\n" for line in [*heads, *changed_lines(before, after)])


def plan_profiles(
    roles: Sequence[Role],
    region_of: Callable[[Role], str | None],
    form: EntryForm,
    problems: NameProblems,
    config_text: str,
    credentials_text: str,
) -> ProfilePlan:
    """Work out the file with a profile for each of `roles`.

    `region_of` gives the region that config.yaml sets for a role; `problems` are those of the
    names of these roles. Raises ConfigError for names that several roles share, that the user
    gave to a profile of his own, or that cannot be written, and for a damaged block.
    """
    if problems:
        raise ConfigError("\n".join(problems.in_words), problems.remedy)
    _refuse_conflicts(roles, config_text)
    entries = "".join(entry(role, region_of(role), form) for role in roles)
    names = {role.profile for role in roles}
    shadowed = tuple(
        sorted(
            {
                own.name
                for own in own_profiles(credentials_text, credentials_file=True)
                if own.name in names and "aws_access_key_id" in own.keys
            }
        )
    )
    after = with_block(config_text, entries)
    return ProfilePlan(config_text, after, entries, len(roles), shadowed)


def _refuse_conflicts(roles: Sequence[Role], config_text: str) -> None:
    by_name = {role.profile: role for role in roles}
    taken = [own for own in own_profiles(config_text) if own.name in by_name]
    if not taken:
        return
    lines = []
    for own in taken[:_SHOWN]:
        sso = any(key.startswith("sso_") for key in own.keys)
        why = ", with `sso_…` keys, for which the SDKs would not ask us" if sso else ""
        role = by_name[own.name]
        lines.append(
            f"  `{printable(own.name)}`: line {own.line}{why}; and {role.arn} ({role.instance})"
        )
    lines += [f"  and {len(taken) - len(lines)} more"] if len(taken) > len(lines) else []
    profiles = "a profile" if len(taken) == 1 else f"{len(taken)} profiles"
    raise ConfigError(
        "\n".join(
            [f"{profiles} of your own in `~/.aws/config` already has a role's name:", *lines]
        ),
        "remove or rename yours, give the role another `Profile`, or change `ProfileFormat`",
    )
