"""One role's credentials for a program: cached ones while they are valid, else new ones."""

import threading
from typing import TYPE_CHECKING

from aws_sso.use_cases.hand_out import Kept

if TYPE_CHECKING:
    from aws_sso.domain.roles.roles import Role
    from aws_sso.domain.scope.wish import ScopeWish
    from aws_sso.parts.guest import GuestParts


class RoleAccess:
    """Provides a role's credentials, renewed in time; thread-safe."""

    def __init__(self, guest: "GuestParts", role: "Role", wish: "ScopeWish | None") -> None:
        self._guest = guest
        self.role = role
        self._wish = wish
        self._lock = threading.Lock()
        self._kept: Kept | None = None

    def kept(self, min_ttl: int = 0) -> Kept:
        """Return credentials that are valid for this many seconds, if AWS allows.

        For errors, see `HandOut.credentials`.
        """
        with self._lock:
            # New parts each time, because they share earlier failures of other processes.
            parts = self._guest.parts(self._wish)
            if self._kept is None or not _is_good(self._kept, min_ttl, parts.now()):
                self._guest.unlock()
                instance = parts.instances.named(self.role.instance)
                self._kept = instance.credentials.handed_out(
                    self.role, may_ask=parts.may_sign_in, min_ttl=min_ttl
                )
            return self._kept


def _is_good(kept: Kept, min_ttl: int, now: float) -> bool:
    return now < kept.renew_at and kept.credentials.expires - now >= min_ttl
