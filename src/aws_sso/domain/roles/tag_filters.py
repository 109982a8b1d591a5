"""Exact tag filters, `TAG=VALUE`, for commands that act on all roles they find."""

from aws_sso.annotations import Mapping, Sequence
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.tags import tags_of
from aws_sso.errors import RoleNotFoundError, UsageError


def read_filters(texts: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Return the wanted values by tag, both in lower case; raises UsageError for another form."""
    wanted: dict[str, frozenset[str]] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not (key and equals):
            raise UsageError(
                f"`--filter {text}` does not have the form TAG=VALUE",
                "run `aws-sso tags` to see all tags",
            )
        wanted[key.lower()] = wanted.get(key.lower(), frozenset()) | {value.lower()}
    return wanted


def with_tags(roles: Sequence[Role], texts: Sequence[str]) -> list[Role]:
    """Return the roles that match all filters; for several values of a tag, one is enough.

    Case does not matter. Raises RoleNotFoundError if no role is left.
    """
    wanted = read_filters(texts)
    found = [role for role in roles if _meets(role, wanted)]
    if not found:
        raise RoleNotFoundError(
            f"no role has the tags {' '.join(texts)}", "run `aws-sso tags` to see all tags"
        )
    return found


def tag_values(roles: Sequence[Role]) -> Mapping[str, Mapping[str, int]]:
    """Return the values of each tag, in order, with the number of roles that have it.

    Tags whose names differ only in case are one, under the name seen first.
    """
    names: dict[str, str] = {}
    found: dict[str, dict[str, int]] = {}
    for role in roles:
        for key, value in tags_of(role).items():
            counts = found.setdefault(names.setdefault(key.lower(), key), {})
            counts[value] = counts.get(value, 0) + 1
    return {key: dict(sorted(counts.items())) for key, counts in found.items()}


def _meets(role: Role, wanted: Mapping[str, frozenset[str]]) -> bool:
    tags = {key.lower(): value.lower() for key, value in tags_of(role).items()}
    return all(tags.get(key) in values for key, values in wanted.items())
