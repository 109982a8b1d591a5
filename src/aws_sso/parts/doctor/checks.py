"""The doctor's checks, ready to run."""

from functools import partial

from aws_sso.annotations import TYPE_CHECKING
from aws_sso.errors import SsoError
from aws_sso.parts.doctor import at_home, outside
from aws_sso.use_cases.doctor.finding import Check

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts


def checks_of(parts: "Parts") -> dict[str, Check]:
    """Return all checks by their names."""
    return {
        "configuration": partial(at_home.configuration, parts),
        "permissions": partial(at_home.permissions, parts),
        "store": partial(at_home.store, parts),
        "network": partial(outside.network, parts),
        "portal": partial(outside.portals, parts),
        "session": partial(at_home.sessions, parts),
        "roles": partial(at_home.roles, parts),
        "profiles": partial(outside.profiles, parts),
        "shell": partial(outside.shell, parts),
        "secrets": partial(outside.secrets_in_clear, parts),
        "leftovers": partial(at_home.leftovers, parts),
        "completions": partial(outside.completions, parts),
        "browser": partial(outside.browser, parts),
        "terminal": partial(outside.terminal, parts),
    }


def has_settings(parts: "Parts") -> bool:
    """Return whether settings are available."""
    try:
        return bool(parts.settings)
    except SsoError:
        return False
