"""Finds the role that a program names, without asking or guessing."""

from aws_sso.annotations import Sequence
from aws_sso.domain.roles.names import literal_words
from aws_sso.domain.roles.selection import RoleChoice, read_choice
from aws_sso.errors import RoleNotFoundError, UsageError
from aws_sso.use_cases.choose_role import (
    ChooseRolePorts,
    Chosen,
    Instances,
    One,
    ToPick,
    choose_role,
)


def choose_exactly(
    instances: Instances[One], text: str, primary_tags: Sequence[str], now: float
) -> Chosen[One]:
    """Return the role with an ARN or profile name, else the only role with all words of it.

    Raises RoleNotFoundError with the nearest names if there is none, or more than one; UsageError
    for an empty text, and for an ARN that is not a role's.
    """
    if not text.strip():
        raise UsageError("no role named", "run `aws-sso list` to see all names")
    is_arn = text.startswith("arn:")
    choice = read_choice(None, text, None, None) if is_arn else RoleChoice(profile=text)
    ports = ChooseRolePorts(instances, lambda: False, primary_tags, now)
    try:
        found = choose_role(ports, choice)
    except RoleNotFoundError:
        by_words = [] if is_arn else _having(instances, literal_words(text))
        if len(by_words) != 1:
            raise
        return by_words[0]
    assert not isinstance(found, ToPick)  # Nobody can pick.
    return found


def _having(instances: Instances[One], words: Sequence[str]) -> list[Chosen[One]]:
    if not words:
        return []
    return [
        Chosen(one, role, by_words=True)
        for one in instances.searched
        for role in one.roles.index().with_words(words, 2)
    ]
