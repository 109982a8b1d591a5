"""Role colors in the prompt and in Firefox containers."""

from aws_sso.annotations import Mapping
from aws_sso.domain.roles.confirmation import needs_confirmation
from aws_sso.domain.roles.roles import Role

COLORS = ("blue", "turquoise", "green", "yellow", "orange", "red", "pink", "purple")
"""Values of the tag `Color`: the colors of Firefox containers (MDN,
"contextualIdentities.create()").
"""


def prompt_color(role: Role, confirm_tags: Mapping[str, str]) -> str:
    """Return a role's color in the prompt, "" for none; red if it needs confirmation."""
    if needs_confirmation(role, confirm_tags):
        return "red"
    color = role.tags.get("Color", "").lower()
    return color if color in COLORS else ""
