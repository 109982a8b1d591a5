"""The parts for a Python program that imports this package: we do not own the process.

Prints and asks nothing unless the program allows it; messages go to the logger `aws_sso`. Memory
protection, signals and the environment are left to the program.
"""

import logging
import os
import sys
import threading

from aws_sso.adapters.files.locations import find_locations
from aws_sso.annotations import TYPE_CHECKING
from aws_sso.domain.frozen import frozen, replace
from aws_sso.domain.shell.variables import REGION_VARIABLES, has_own_region
from aws_sso.domain.text.printable import printable
from aws_sso.parts.flags import flags_from_variables
from aws_sso.parts.parts import Parts
from aws_sso.parts.voice import NoProgress, Voice

if TYPE_CHECKING:
    from aws_sso.domain.roles.roles import Role
    from aws_sso.domain.scope.wish import ScopeWish
    from aws_sso.use_cases.paced_calls import PacedCalls

_log = logging.getLogger("aws_sso")


@frozen
class Guest:
    """Whether the user may be asked to sign in, or for a password.

    `calls` are those for credentials that go at one pace, by instance and region.
    """

    may_ask: bool
    calls: "dict[tuple[str, str], PacedCalls]"


class GuestParts:
    """Creates parts that share the vault and the pace of calls; thread-safe.

    `config` and `sso` are like `--config` and `--sso`.
    """

    def __init__(self, config: str | None, sso: str | None, *, may_ask: bool) -> None:
        environ = dict(os.environ)
        given = flags_from_variables(environ)
        config = config or given.config
        if config:
            # Now: the program may go to a folder where somebody else put a file of that name.
            config = find_locations(config, environ).config_file
        flags = replace(given, config=config, sso=sso or given.sso)
        say = _tell if may_ask else _log.info
        voice = Voice(say, _log.warning, say, NoProgress, lambda: False)
        purpose = f"{os.path.basename(sys.argv[0]) or 'python'} (aws_sso)"
        self._guest = Guest(may_ask, {})
        self._first = Parts(flags, environ, purpose, voice, guest=self._guest)
        # Without a handler, Python would print warnings to the program's stderr.
        if not _log.handlers:
            _log.addHandler(logging.NullHandler())
        _ = self._first.settings, self._first.vaults  # The vault is built once: all parts share it.
        self._lock = threading.Lock()
        self._is_open = False

    def parts(self, wish: "ScopeWish | None" = None) -> Parts:
        """Return parts for one piece of work, with the current settings."""
        first = self._first
        return Parts(
            first.flags,
            first.environ,
            first.purpose,
            first.voice,
            vaults=first.vaults,
            wish=wish,
            guest=self._guest,
        )

    def in_this_folder(self, wish: "ScopeWish") -> "ScopeWish":
        """Return a request that means the same policy file wherever the program goes."""
        if not wish.names_file:
            return wish
        return replace(wish, policy=str(self._first.files.named(wish.policy or "")))

    def region_for(self, role: "Role") -> str:
        """Return the region that the user set in the environment, else the role's."""
        environ = self._first.environ
        if not has_own_region(environ):
            return role.default_region
        return next(environ[name] for name in REGION_VARIABLES if environ.get(name))

    def unlock(self) -> None:
        """Unlock the vault once, before threads do it."""
        with self._lock:
            if not self._is_open:
                self._is_open = self._first.vaults.vault.unlock()


def _tell(message: str) -> None:
    print("\n".join(printable(line) for line in message.split("\n")), file=sys.stderr, flush=True)
