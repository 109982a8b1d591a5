"""Tags: what can be said of a role in keys and values, by the user and by us."""

from collections.abc import Sequence

from aws_sso.domain.roles.roles import Role

HISTORY = "History"


def tags_of(role: Role, used: str = "", first: str | None = None) -> dict[str, str]:
    """Return a role's tags: those of config.yaml in its order, then ours that are not empty.

    `used` tells how long ago the role was used. The user's own tag beats ours of the same name;
    the key `first` comes first.
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
    """Return what to call a role's account beside its id: the first tag of these that is set."""
    tags = tags_of(role)
    return next((tags[key] for key in primary_tags if tags.get(key)), "")
