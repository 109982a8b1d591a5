"""A role's names, and literal matching of words in any order."""

from aws_sso.annotations import Sequence
from aws_sso.domain.roles.query import plain_text, read_query
from aws_sso.domain.roles.roles import Role


def account_and_role(role: Role, account: str) -> list[str]:
    """Return the names of account and role, without duplicates; `account` is the displayed name."""
    names = [account, role.role_name]
    return names + [n for n in (role.account_name, role.account_alias) if n and n != account]


def all_names(role: Role, account: str) -> str:
    """Return all names of a role, with account id and profile, ready to compare."""
    return plain_text(" ".join([*account_and_role(role, account), role.profile, role.account_id]))


def elsewhere(role: Role) -> str:
    """Return the other searched texts of a role: id, email, tag values."""
    return plain_text(f"{role.account_id} {role.email} {' '.join(role.tags.values())}")


def literal_words(text: str) -> tuple[str, ...]:
    """Return the words of a text, as in the picker; none if it contains anything else.

    A tag condition or an ARN is not a name.
    """
    query = read_query(text)
    return () if query.conditions or query.arn is not None else query.words


def stand_in(words: Sequence[str], names: str) -> bool:
    """Return whether every word appears in `names`; both must be ready to compare."""
    return all(word in names for word in words)
