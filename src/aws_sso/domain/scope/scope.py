"""A scope: what credentials are narrowed to."""

from functools import cached_property
from hashlib import sha256

from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.credentials import RoleCredentials

_LABEL_LENGTH = 60
_DESCRIPTION_LENGTH = 256
"""Characters of `ScopedSessionDescription`: STS API, GetScopedCredentials."""


@frozen
class Scope:
    """What credentials are narrowed to, and what people call it.

    `policy` is the minified session policy, None where only the life is shortened. `max_ttl` is how
    many seconds they may live at most, 0 for as long as the role's own.
    """

    name: str
    policy: str | None
    max_ttl: int = 0

    def __post_init__(self) -> None:
        if self.policy is None and not self.max_ttl:
            raise ValueError("a scope narrows something")

    @property
    def text(self) -> str:
        """All that was asked for, on one line: wish.py reads it again."""
        return " ".join(part for part in (self._life, self.name) if part)

    @property
    def label(self) -> str:
        """What it is called where it is shown: no longer than fits anywhere."""
        return " ".join(part for part in (self.name[-_LABEL_LENGTH:], self._life) if part)

    @property
    def _life(self) -> str:
        return f"max-ttl={self.max_ttl // 60}" if self.max_ttl else ""

    @cached_property
    def digest(self) -> str:
        """What stands for exactly this policy and life (SHA-256, in hexadecimal)."""
        policy = "-" if self.policy is None else f"policy {self.policy}"
        return sha256(f"{self.max_ttl} {policy}".encode()).hexdigest()


def session_description(scope: Scope, user: str, command: str, host: str) -> str:
    """Return what CloudTrail is to show of narrowed credentials: who made them, for what, where.

    STS takes printable Latin-1 only; whatever else is in a name becomes `?`.
    """
    text = f"{command} [{scope.label}] by {user} on {host}"
    return "".join(c if " " <= c <= "~" else "?" for c in text)[:_DESCRIPTION_LENGTH]


@frozen
class Narrowed:
    """Credentials that STS narrowed, and how many policies it says they are narrowed by."""

    credentials: RoleCredentials
    layers: int
