"""The colours of roles: in the prompt, and of Firefox's containers."""

from collections.abc import Mapping

from aws_sso.domain.roles.confirmation import needs_confirmation
from aws_sso.domain.roles.roles import Role

COLORS = ("blue", "turquoise", "green", "yellow", "orange", "red", "pink", "purple")
"""What the tag `Color` may say: the colours that Firefox has for containers (MDN,
"contextualIdentities.create()")."""


def prompt_color(role: Role, confirm_tags: Mapping[str, str]) -> str:
    """Return the colour of a role in the prompt, "" for none: red if it asks before it is used."""
    if needs_confirmation(role, confirm_tags):
        return "red"
    color = role.tags.get("Color", "").lower()
    return color if color in COLORS else ""
