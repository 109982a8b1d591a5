"""Roles that need confirmation: tagged `Confirm`, or matched by `ConfirmTags`."""

from aws_sso.annotations import Mapping
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.tags import account_label, tags_of
from aws_sso.domain.text.printable import printable

_YES = ("true", "yes", "on", "1")
_ANY = "*"


def needs_confirmation(role: Role, confirm_tags: Mapping[str, str]) -> bool:
    """Return whether this role needs confirmation before use.

    `confirm_tags` maps tag keys to values; `*` is any value. A role's own `Confirm` tag takes
    precedence.
    """
    tags = tags_of(role)
    own = tags.get("Confirm")
    if own is not None:
        return own.lower() in _YES
    return any(
        key in tags and (value == _ANY or tags[key].lower() == value.lower())
        for key, value in confirm_tags.items()
    )


def is_in_use(role: Role, environ: Mapping[str, str]) -> bool:
    """Return whether a shell with these variables already uses the role."""
    return environ.get("AWS_SSO_ROLE_ARN") == role.arn and bool(environ.get("AWS_ACCESS_KEY_ID"))


def name_to_type(role: Role, primary_tags: tuple[str, ...]) -> str:
    """Return what to type to confirm: the account's name, else its id."""
    return printable(account_label(role, primary_tags)) or role.account_id


def is_confirmed(role: Role, primary_tags: tuple[str, ...], typed: str) -> bool:
    """Return whether the typed text names the account; its id always does."""
    said = " ".join(typed.split()).casefold()
    wanted = " ".join(name_to_type(role, primary_tags).split()).casefold()
    return bool(said) and said in (wanted, role.account_id)
