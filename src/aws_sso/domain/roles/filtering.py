"""Filter roles by words: each word must appear literally."""

from aws_sso.annotations import Sequence
from aws_sso.domain.roles.names import all_names, elsewhere, stand_in
from aws_sso.domain.roles.query import RoleQuery, TagCondition, read_query, tag_term
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.tags import account_label, tags_of
from aws_sso.domain.text.messages import LIST_ROLES
from aws_sso.domain.text.nearest import nearest
from aws_sso.errors import RoleNotFoundError


def roles_with(
    words: Sequence[str], roles: Sequence[Role], primary_tags: Sequence[str]
) -> list[Role]:
    """Return the roles with all words in their names, email or tag values.

    As in the picker, `Key=value` is a condition on a tag, and an ARN means that role. Typos are not
    corrected. Raises RoleNotFoundError if no role matches.
    """
    query = _query_of(words)
    found = [role for role in roles if _fits(query, role, primary_tags)]
    if not found:
        said = " ".join(words)
        raise RoleNotFoundError(
            f"no role matches `{said}`",
            LIST_ROLES,
        )
    return found


def column_meant(words: Sequence[str], fields: Sequence[str]) -> str | None:
    """Return the field that a word probably meant."""
    lowered = {name.lower(): name for name in fields}
    for word in words:
        near = nearest(word.lower(), lowered, cutoff=0.8)
        if near:
            return lowered[near[0]]
    return None


def _query_of(words: Sequence[str]) -> RoleQuery:
    """Parse words that a shell has already split; values keep their spaces."""
    terms = []
    for word in words:
        key, equals, value = word.partition("=")
        terms.append(tag_term(key, value) if equals and key else word)
    return read_query(" ".join(terms))


def _fits(query: RoleQuery, role: Role, primary_tags: Sequence[str]) -> bool:
    if query.arn is not None and not role.arn.startswith(query.arn):
        return False
    if not all(_has(role, condition) for condition in query.conditions):
        return False
    names = all_names(role, account_label(role, primary_tags))
    return stand_in(query.words, f"{names} {elsewhere(role)}")


def _has(role: Role, condition: TagCondition) -> bool:
    return any(
        key.lower() == condition.key and condition.value in value.lower()
        for key, value in tags_of(role).items()
    )
