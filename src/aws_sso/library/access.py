"""One role's credentials for a program: those at hand while they last, else new ones."""

import threading
from typing import TYPE_CHECKING

from aws_sso.use_cases.hand_out import Kept

if TYPE_CHECKING:
    from aws_sso.domain.roles.roles import Role
    from aws_sso.domain.scope.wish import ScopeWish
    from aws_sso.parts.guest import GuestParts


class RoleAccess:
    """Gives a role's credentials, renewed when it is time; may be used by several threads."""

    def __init__(self, guest: "GuestParts", role: "Role", wish: "ScopeWish | None") -> None:
        self._guest = guest
        self.role = role
        self._wish = wish
        self._lock = threading.Lock()
        self._kept: Kept | None = None

    def kept(self, min_ttl: int = 0) -> Kept:
        """Return credentials that are good for so many seconds, if AWS gives such.

        Raises what kept us from getting any; see `HandOut.credentials`.
        """
        with self._lock:
            # New parts each time: what went wrong before, for others too, is not asked again.
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
