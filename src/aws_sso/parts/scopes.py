"""Narrowing credentials: the scope from a command's flags, and the STS call."""

from aws_sso.annotations import TYPE_CHECKING
from aws_sso.use_cases.choose_scope import ChooseScopePorts, choose_scope

if TYPE_CHECKING:
    from aws_sso.domain.scope.scope import Scope
    from aws_sso.domain.scope.wish import ScopeWish
    from aws_sso.parts.parts import Parts


class _PolicyFiles:
    def __init__(self, parts: "Parts") -> None:
        self._files = parts.files

    def absolute(self, path: str) -> str:
        return str(self._files.named(path))

    def of_config(self, path: str) -> str:
        return str(self._files.user_path(path))

    def read(self, path: str) -> str | None:
        return self._files.policy_in(path)


def chosen_scope(parts: "Parts", wish: "ScopeWish") -> "Scope":
    """Return the requested scope; raises UsageError, ConfigError and UnsafeFileError."""
    return choose_scope(ChooseScopePorts(parts.settings.policies, _PolicyFiles(parts)), wish)


def who_and_where(parts: "Parts", scope: "Scope") -> str:
    """Return the CloudTrail description of credentials that this command narrows."""
    import getpass
    import platform

    from aws_sso.domain.scope.scope import session_description

    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = "unknown"
    return session_description(scope, user, parts.purpose, platform.node() or "unknown")
