"""Firefox containers: a separate tab for each role, so that consoles can be open side by side."""

from urllib.parse import quote
from zlib import crc32

from aws_sso.domain.roles.color import COLORS
from aws_sso.domain.roles.roles import Role

SCHEMES = {
    "granted-containers": "ext+granted-containers",
    "open-url-in-container": "ext+container",
}
"""The URL scheme of the Firefox extension behind each URL action: Granted's, and "Open external
links in a container"."""

ICONS = (
    *("fingerprint", "briefcase", "dollar", "cart", "gift", "vacation"),
    *("food", "fruit", "pet", "tree", "chill", "circle"),
)
"""Colors and icons of Firefox containers: MDN, "contextualIdentities.create()"."""


def container_url(action: str, role: Role, url: str) -> str:
    """Return the URL that opens `url` in the role's container.

    The container is named after the profile, or `ACCOUNT:ROLE` if the profile's name has an `&`,
    which the extensions reject. Its look comes from the tags `Color` and `Icon`, else from a hash
    of the role, so that it never changes.
    """
    profile = role.profile
    name = profile if profile and "&" not in profile else f"{role.account_id}:{role.role_name}"
    fields = {
        "name": name,
        "url": url,
        "color": _chosen(role, "Color", COLORS),
        "icon": _chosen(role, "Icon", ICONS),
    }
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in fields.items())
    return f"{SCHEMES[action]}:{query}"


def _chosen(role: Role, tag: str, allowed: tuple[str, ...]) -> str:
    wanted = role.tags.get(tag, "").lower()
    if wanted in allowed:
        return wanted
    return allowed[crc32(f"{tag} {role.arn}".encode()) % len(allowed)]
