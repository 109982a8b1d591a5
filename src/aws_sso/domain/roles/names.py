"""All names of a role, and whether words stand in them literally: in one piece, in any order."""

from collections.abc import Sequence

from aws_sso.domain.roles.query import plain_text, read_query
from aws_sso.domain.roles.roles import Role


def account_and_role(role: Role, account: str) -> list[str]:
    """Return the names of account and role, each once; `account` is what its account is called."""
    names = [account, role.role_name]
    return names + [n for n in (role.account_name, role.account_alias) if n and n != account]


def all_names(role: Role, account: str) -> str:
    """Return all that a role is called by, its account's id and profile too, ready to compare."""
    return plain_text(" ".join([*account_and_role(role, account), role.profile, role.account_id]))


def elsewhere(role: Role) -> str:
    """Return what else of a role words are looked for in: id, email, values of tags."""
    return plain_text(f"{role.account_id} {role.email} {' '.join(role.tags.values())}")


def literal_words(text: str) -> tuple[str, ...]:
    """Return the words of a text, as the picker reads them; none if it has more than words.

    A condition on a tag or an ARN is no name.
    """
    query = read_query(text)
    return () if query.conditions or query.arn is not None else query.words


def stand_in(words: Sequence[str], names: str) -> bool:
    """Tell whether every word stands in names, both ready to compare."""
    return all(word in names for word in words)
