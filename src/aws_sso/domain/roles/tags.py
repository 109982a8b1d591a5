"""Tags: keys and values that the user, or aws-sso itself, gives a role."""

from aws_sso.annotations import Sequence
from aws_sso.domain.roles.roles import Role

HISTORY = "History"
_FIELDS = {
    "AccountID": "account_id",
    "Role": "role_name",
    "Email": "email",
    "AccountName": "account_name",
    "AccountAlias": "account_alias",
    "Profile": "profile",
    "Via": "via",
}
"""The fields of a role that are built-in tags."""


def tags_of(role: Role, used: str = "", first: str | None = None) -> dict[str, str]:
    """Return a role's tags: first from config.yaml, in its order, then our non-empty ones.

    `used` says how long ago the role was used. The user's tag overrides ours of the same name. The
    key `first` comes first.
    """
    ours = {
        "AccountID": role.account_id,
        "Role": role.role_name,
        "Email": role.email,
        "AccountName": role.account_name,
        "AccountAlias": role.account_alias,
        HISTORY: used,
        "Profile": role.profile,
        "Via": role.via or "",
    }
    tags = dict(role.tags)
    for key, value in ours.items():
        if value:
            tags.setdefault(key, value)
    if first in tags:
        tags = {first: tags[first], **tags}
    return tags


def account_label(role: Role, primary_tags: Sequence[str]) -> str:
    """Return an account's display name: the first of these tags that is set."""
    for key in primary_tags:
        # As in `tags_of`, without building all tags: the picker does this for 10,000 roles.
        own = role.tags.get(key)
        label = getattr(role, _FIELDS[key]) if own is None and key in _FIELDS else own
        if label:
            return str(label)
    return ""
