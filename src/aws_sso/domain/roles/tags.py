"""Tags: keys and values that the user, or aws-sso itself, gives a role."""

from aws_sso.annotations import Sequence
from aws_sso.domain.roles.roles import Role

HISTORY = "History"
_OURS = {
    "AccountID": "account_id",
    "Role": "role_name",
    "Email": "email",
    "AccountName": "account_name",
    "AccountAlias": "account_alias",
    HISTORY: None,
    "Profile": "profile",
    "Via": "via",
}
"""Built-in tags, in order, and the role's fields that they show: a role has no history itself."""


def tags_of(role: Role, used: str = "", first: str | None = None) -> dict[str, str]:
    """Return a role's tags: first from config.yaml, in its order, then our non-empty ones.

    `used` says how long ago the role was used. The user's tag overrides ours of the same name. The
    key `first` comes first.
    """
    tags = dict(role.tags)
    for key, field in _OURS.items():
        value = getattr(role, field) if field else used
        if value:
            tags.setdefault(key, value)
    if first in tags:
        tags = {first: tags[first], **tags}
    return tags


def account_label(role: Role, primary_tags: Sequence[str]) -> str:
    """Return an account's display name: the first of these tags that is set."""
    for key in primary_tags:
        # As in `tags_of`, without building all tags: the picker does this for 10,000 roles.
        own, field = role.tags.get(key), _OURS.get(key)
        label = getattr(role, field) if own is None and field else own
        if label:
            return str(label)
    return ""
